import { Migration } from '@mikro-orm/migrations';
import { signingKeys } from '../../../platform/access/signing-keys.js';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';
import { sealedColumn } from '../../../platform/secrets/sealed-column.js';

/** The authorization server: the programs it knows, what it has given out, and what it signs with. */
export class CreateOAuth extends Migration {
  override up(): void {
    this.addSql(`create table access.oauth_clients (
      id uuid primary key,
      organization_id uuid not null references access.organizations (id),
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      client_id text not null unique,
      name text not null,
      confidential boolean not null,
      secret_hash bytea null,
      previous_secret_hash bytea null,
      previous_valid_until timestamptz(3) null,
      redirect_uris text[] not null,
      grant_types text[] not null,
      scopes text[] not null,
      created_by text null,
      created_by_name text null,
      check (confidential = (secret_hash is not null))
    )`);
    for (const statement of tenantTable('access.oauth_clients')) this.addSql(statement);
    this.addSql('create index on access.oauth_clients (organization_id, created_at desc, id)');
    this.addSql('create policy owner_sees_all on access.oauth_clients for select to current_user using (true)');
    this.addSql('create policy owner_sees_all on access.users for select to current_user using (true)');
    this.addSql('create policy owner_sees_all on access.sessions for select to current_user using (true)');
    this.addSql(
      'create policy owner_ends on access.sessions for update to current_user using (true) with check (true)',
    );
    this.createRecords();
    this.createLookups();
    this.createSigningKeys();
  }

  /** Codes, tokens, grants, sessions and interactions of oidc-provider, found by the SHA-256 of their ids. */
  private createRecords(): void {
    this.addSql(`create table access.oauth_records (
      kind text not null,
      id bytea not null,
      payload jsonb not null,
      grant_id text null,
      account_id text null,
      client_id text null,
      uid text null,
      consumed_at timestamptz null,
      expires_at timestamptz not null,
      primary key (kind, id)
    )`);
    for (const column of ['grant_id', 'account_id', 'client_id', 'uid']) {
      this.addSql(`create index on access.oauth_records (${column}) where ${column} is not null`);
    }
    this.addSql('create index on access.oauth_records (expires_at)');
    this.define(
      'oauth_find(wanted_kind text, wanted bytea)',
      'table (payload jsonb, consumed_at timestamptz) language sql stable',
      `select r.payload, r.consumed_at from access.oauth_records r
       where r.kind = wanted_kind and r.id = wanted and r.expires_at > now()`,
    );
    this.define(
      'oauth_find_session(wanted_uid text)',
      'table (id bytea, payload jsonb) language sql stable',
      `select r.id, r.payload from access.oauth_records r
       where r.kind = 'Session' and r.uid = wanted_uid and r.expires_at > now()`,
    );
    this.define(
      'oauth_store(given_kind text, given_id bytea, given jsonb, lifetime_seconds int)',
      'void language sql volatile',
      `insert into access.oauth_records (kind, id, payload, grant_id, account_id, client_id, uid, expires_at)
       values (given_kind, given_id, given, given ->> 'grantId', given ->> 'accountId', given ->> 'clientId', given ->> 'uid',
         now() + make_interval(secs => lifetime_seconds))
       on conflict (kind, id) do update set payload = excluded.payload, grant_id = excluded.grant_id,
         account_id = excluded.account_id, client_id = excluded.client_id, uid = excluded.uid, expires_at = excluded.expires_at`,
    );
    // Of all who use a code or a refresh token at once, one is told that it was the first.
    this.define(
      'oauth_consume(wanted_kind text, wanted bytea)',
      'boolean language sql volatile',
      `with used as (update access.oauth_records r set consumed_at = now()
         where r.kind = wanted_kind and r.id = wanted and r.consumed_at is null returning 1)
       select exists (select from used)`,
    );
    this.define(
      'oauth_remove(wanted_kind text, wanted bytea)',
      'void language sql volatile',
      'delete from access.oauth_records r where r.kind = wanted_kind and r.id = wanted',
    );
    this.define(
      'oauth_revoke_grant(wanted text)',
      'void language sql volatile',
      `delete from access.oauth_records r
       where r.grant_id = wanted or (r.kind = 'Grant' and r.id = sha256(convert_to(wanted, 'UTF8')))`,
    );
    this.define(
      'end_oauth_account(wanted uuid)',
      'void language sql volatile',
      'delete from access.oauth_records r where r.account_id = wanted::text',
    );
    this.define(
      'end_oauth_session(wanted_uid text)',
      'void language sql volatile',
      `with ended as (update access.sessions s set ended_at = now(), updated_at = now()
         where s.uid = wanted_uid and s.ended_at is null),
       session as (delete from access.oauth_records r where r.kind = 'Session' and r.uid = wanted_uid returning r.payload),
       grants as (select authorized.value ->> 'grantId' as id
         from session, jsonb_each(coalesce(session.payload -> 'authorizations', '{}')) as authorized)
       delete from access.oauth_records r using grants
       where r.grant_id = grants.id or (r.kind = 'Grant' and r.id = sha256(convert_to(grants.id, 'UTF8')))`,
    );
    this.define(
      'end_oauth_client(wanted text)',
      'void language sql volatile',
      'delete from access.oauth_records r where r.client_id = wanted',
    );
    this.define(
      'prune_oauth(row_limit int)',
      'int language sql volatile',
      `with gone as (delete from access.oauth_records r using (
           select o.kind, o.id from access.oauth_records o where o.expires_at < now() - interval '1 day' limit row_limit) old
         where r.kind = old.kind and r.id = old.id returning 1),
       forgotten as (delete from access.sign_in_attempts a where a.until < now() returning 1)
       select ((select count(*) from gone) + (select count(*) from forgotten))::int`,
    );
  }

  private createLookups(): void {
    this.define(
      'find_oauth_client(wanted text)',
      `table (organization_id uuid, client_id text, name text, confidential boolean, secret_hash bytea, previous_secret_hash bytea,
        redirect_uris text[], grant_types text[], scopes text[]) language sql stable`,
      `select c.organization_id, c.client_id, c.name, c.confidential, c.secret_hash,
         case when c.previous_valid_until > now() then c.previous_secret_hash end, c.redirect_uris, c.grant_types, c.scopes
       from access.oauth_clients c where c.client_id = wanted`,
    );
    // A token is good while its grant is, its client is there, and its user may come in.
    this.define(
      'find_access_token(wanted bytea)',
      `table (digest bytea, organization_id uuid, client_id text, client_name text, client_scopes text[], scope text,
        user_id uuid, user_name text, roles text[]) language sql stable`,
      `select t.id, c.organization_id, c.client_id, c.name, c.scopes, t.payload ->> 'scope', u.id, u.name, u.roles
       from access.oauth_records t
       join access.oauth_clients c on c.client_id = t.client_id
       left join access.users u on u.id::text = t.account_id and u.organization_id = c.organization_id and u.deactivated_at is null
       where t.id = wanted and t.expires_at > now() and (t.kind = 'ClientCredentials' or (t.kind = 'AccessToken' and u.id is not null
         and exists (select from access.oauth_records g
           where g.kind = 'Grant' and g.id = sha256(convert_to(t.grant_id, 'UTF8')) and g.expires_at > now())))`,
    );
  }

  /** Keys of ID tokens. They are the hub's own, and so the first organization's: no other can see them. */
  private createSigningKeys(): void {
    this.addSql(`create table access.signing_keys (
      id uuid primary key,
      organization_id uuid not null references access.organizations (id),
      kid text not null unique,
      sealed jsonb not null,
      created_at timestamptz(3) not null default now()
    )`);
    for (const statement of [...tenantTable('access.signing_keys'), ...sealedColumn(signingKeys)])
      this.addSql(statement);
  }

  /** A function that runs as its owner, for the application alone. */
  private define(signature: string, returns: string, body: string): void {
    this.addSql(
      `create function access.${signature} returns ${returns} security definer set search_path = '' as $$ ${body} $$`,
    );
    const types = signature.replace(/(?<=[(,])\s*\w+ /g, '');
    this.addSql(`revoke all on function access.${types} from public`);
    this.addSql(`grant execute on function access.${types} to ${applicationRole}`);
  }
}
