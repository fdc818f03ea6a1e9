import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';

const row = `
  id uuid primary key,
  organization_id uuid not null references access.organizations (id),
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,`;

// PostgreSQL checks foreign keys past row-level security, so they hold the organization too.
const ofUser = `user_id uuid not null,
  foreign key (organization_id, user_id) references access.users (organization_id, id) on delete cascade`;

/** People: who they are, how they sign in, and where they are signed in. */
export class CreateUsers extends Migration {
  override up(): void {
    this.addSql(`create table access.users (${row}
      version int not null default 1,
      email text not null,
      name text not null,
      roles text[] not null,
      password_hash text null,
      last_sign_in_at timestamptz(3) null,
      deactivated_at timestamptz(3) null,
      unique (organization_id, id),
      unique (organization_id, email)
    )`);
    // Who somebody is at an identity provider, once that has said so.
    this.addSql(`create table access.identities (${row}
      provider text not null,
      subject text not null,
      last_sign_in_at timestamptz(3) null,
      unique (organization_id, provider, subject),
      ${ofUser}
    )`);
    this.addSql('create index on access.identities (organization_id, user_id)');
    this.addSql(`create table access.sessions (${row}
      uid text not null unique,
      method text not null,
      address text null,
      user_agent text null,
      last_seen_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      ended_at timestamptz(3) null,
      ${ofUser}
    )`);
    this.addSql('create index on access.sessions (organization_id, user_id, created_at desc)');
    this.addSql(`create table access.invitations (${row}
      token_hash bytea not null unique,
      expires_at timestamptz(3) not null,
      used_at timestamptz(3) null,
      ${ofUser}
    )`);
    this.addSql('create index on access.invitations (organization_id, user_id)');
    for (const table of ['users', 'identities', 'sessions', 'invitations']) {
      for (const statement of tenantTable(`access.${table}`)) this.addSql(statement);
      this.addSql(`create index on access.${table} (organization_id, created_at desc, id)`);
    }
    this.createDoorFunctions();
  }

  /** What is asked before the organization is known, and what is counted for no organization. */
  private createDoorFunctions(): void {
    this.addSql('create policy owner_sees_all on access.invitations for select to current_user using (true)');
    this.addSql(`create function access.find_invitation(wanted bytea) returns table (organization_id uuid, id uuid, user_id uuid)
      language sql stable security definer set search_path = '' as $$
        select i.organization_id, i.id, i.user_id from access.invitations i
        where i.token_hash = wanted and i.used_at is null and i.expires_at > now() $$`);
    this.openToApplication('find_invitation(bytea)');
    this.addSql(`create table access.sign_in_attempts (
      subject bytea primary key,
      attempts int not null,
      until timestamptz not null
    )`);
    // Counted before the password is looked at, so that no number of attempts at once is more than the limit.
    this.addSql(`create function access.count_sign_in_attempt(wanted bytea, window_seconds int) returns table (attempts int, until timestamptz)
      language sql volatile security definer set search_path = '' as $$
        insert into access.sign_in_attempts as a values (wanted, 1, now() + make_interval(secs => window_seconds))
        on conflict (subject) do update set
          attempts = case when a.until <= now() then 1 else a.attempts + 1 end,
          until = case when a.until <= now() then excluded.until else a.until end
        returning a.attempts, a.until $$`);
    this.openToApplication('count_sign_in_attempt(bytea, int)');
    this.addSql(`create function access.forget_sign_in_attempts(wanted bytea) returns void
      language sql volatile security definer set search_path = '' as $$
        delete from access.sign_in_attempts where subject = wanted $$`);
    this.openToApplication('forget_sign_in_attempts(bytea)');
  }

  private openToApplication(signature: string): void {
    this.addSql(`revoke all on function access.${signature} from public`);
    this.addSql(`grant execute on function access.${signature} to ${applicationRole}`);
  }
}
