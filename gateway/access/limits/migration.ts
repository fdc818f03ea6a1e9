import { Migration } from '@mikro-orm/migrations';
import type { SchemaMigrations } from '../../../platform/database/migrate.js';
import { applicationRole } from '../../../platform/database/roles.js';

class CreateWindows extends Migration {
  override up(): void {
    // Unlogged: a count that a crash loses is a minute's, and a call should not wait for the disk.
    this.addSql(`create unlogged table limits.windows (
      who text primary key,
      ends_at timestamptz not null,
      used bigint not null
    ) with (fillfactor = 50)`);
    // In the order of their names: two gateways that count the same callers must not wait for each other.
    this.addSql(`create function limits.take(calls jsonb, seconds int)
      returns table (who text, used bigint, reset_ms double precision)
      language sql volatile security definer set search_path = '' as $$
        insert into limits.windows as w (who, ends_at, used)
        select c.who, now() + make_interval(secs => seconds), c.wanted
        from jsonb_to_recordset(calls) as c (who text, wanted bigint) order by c.who
        on conflict (who) do update set
          used = case when w.ends_at <= now() then excluded.used else w.used + excluded.used end,
          ends_at = case when w.ends_at <= now() then excluded.ends_at else w.ends_at end
        returning w.who, w.used, extract(epoch from w.ends_at - now())::double precision * 1000 $$`);
    this.addSql(`create function limits.forget() returns void
      language sql volatile security definer set search_path = '' as $$
        delete from limits.windows where who in (
          select w.who from limits.windows w where w.ends_at < now() order by w.who for update skip locked) $$`);
    for (const one of ['take(jsonb, int)', 'forget()']) {
      this.addSql(`revoke all on function limits.${one} from public`);
      this.addSql(`grant execute on function limits.${one} to ${applicationRole}`);
    }
  }
}

/** What the gateways count together. */
export const limitsSchema: SchemaMigrations = {
  schema: 'limits',
  migrations: [{ name: '001-create-windows', class: CreateWindows }],
};
