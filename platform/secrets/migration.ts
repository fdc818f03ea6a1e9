import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../database/roles.js';
import { tenantTable } from '../database/tenant-table.js';

class CreateSecrets extends Migration {
  override up(): void {
    this.addSql(`create table secrets.master_keys (
      id text primary key,
      number int generated always as identity,
      current boolean not null,
      since timestamptz(3) not null default now(),
      data_keys_since timestamptz(3) null,
      finished_at timestamptz(3) null
    )`);
    this.addSql('create unique index on secrets.master_keys (current) where current');
    this.addSql(`create table secrets.data_keys (
      id uuid primary key default gen_random_uuid(),
      organization_id uuid not null,
      created_at timestamptz(3) not null default now(),
      retired_at timestamptz(3) null,
      master_key text not null references secrets.master_keys (id),
      wrapped text not null
    )`);
    this.addSql('create unique index on secrets.data_keys (organization_id) where retired_at is null');
    this.addSql('create index on secrets.data_keys (master_key)');
    for (const statement of tenantTable('secrets.data_keys')) this.addSql(statement);
    this.addSql('create policy owner_sees_all on secrets.data_keys for select to current_user using (true)');
    this.addSql('create policy owner_prunes on secrets.data_keys for delete to current_user using (true)');
    this.createFunctions();
  }

  private createFunctions(): void {
    // Locked until the caller's transaction ends, so that no data key is wrapped by a version that was just replaced.
    this.addSql(`create function secrets.wrapping_master_key(otherwise text) returns text
      language plpgsql volatile security definer set search_path = '' as $$
      declare found_id text;
      begin
        loop
          select m.id into found_id from secrets.master_keys m where m.current for share;
          if found then return found_id; end if;
          insert into secrets.master_keys (id, current, finished_at) values (otherwise, true, now()) on conflict do nothing;
        end loop;
      end $$`);
    // Five minutes: nobody seals under a retired key any more, whatever they had in memory (data-keys.ts).
    this.addSql(`create function secrets.remove_unused_data_keys() returns int
      language plpgsql volatile security definer set search_path = '' as $$
      declare removed int := 0; old uuid;
      begin
        for old in select k.id from secrets.data_keys k where k.retired_at < now() - interval '5 minutes' loop
          begin
            delete from secrets.data_keys k where k.id = old;
            removed := removed + 1;
          exception when foreign_key_violation then null;
          end;
        end loop;
        return removed;
      end $$`);
    for (const signature of ['wrapping_master_key(text)', 'remove_unused_data_keys()']) {
      this.addSql(`revoke all on function secrets.${signature} from public`);
      this.addSql(`grant execute on function secrets.${signature} to ${applicationRole}`);
    }
  }
}

/** The data keys of all organizations. Migrated before every schema whose secrets are sealed under them. */
export const secrets = { schema: 'secrets', migrations: [{ name: '001-create-secrets', class: CreateSecrets }] };
