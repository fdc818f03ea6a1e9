import { Migration } from '@mikro-orm/migrations';
import { samlKey, ssoLogin } from '../../../platform/access/sso-secrets.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';
import { sealedColumn } from '../../../platform/secrets/sealed-column.js';

const providers = 'access.identity_providers';

/** Keys that SAML messages are signed with, and what it takes to sign somebody out where they signed in. */
export class SignSaml extends Migration {
  override up(): void {
    this.addSql(`create table access.saml_keys (
      id uuid primary key,
      organization_id uuid not null unique references access.organizations (id),
      created_at timestamptz(3) not null default now(),
      certificate text not null,
      private_key jsonb not null
    )`);
    this.addSql(`create table access.sso_logins (
      id uuid primary key,
      organization_id uuid not null,
      provider_id uuid not null,
      proof jsonb not null,
      expires_at timestamptz(3) not null,
      foreign key (organization_id, provider_id) references access.identity_providers (organization_id, id) on delete cascade
    )`);
    this.addSql('create index on access.sso_logins (expires_at)');
    for (const table of ['saml_keys', 'sso_logins']) {
      for (const statement of tenantTable(`access.${table}`)) this.addSql(statement);
    }
    for (const column of [samlKey, ssoLogin]) {
      for (const statement of sealedColumn(column)) this.addSql(statement);
    }
    // A ticket says by what its bearer is signed out again; a sign-out under way, where its browser goes in the end.
    this.addSql('alter table access.sso_records add column login_id uuid null, add column leads_to text null');
    this.addSql('create policy owner_prunes on access.sso_logins to current_user using (true)');
    this.addSql(`create or replace function access.prune_sso(row_limit int) returns int
      language sql volatile security definer set search_path = '' as $$
        with gone as (delete from access.sso_records r using (
            select o.provider_id, o.kind, o.id from access.sso_records o
            where o.expires_at < now() - interval '1 day' limit row_limit) old
          where r.provider_id = old.provider_id and r.kind = old.kind and r.id = old.id returning 1),
        forgotten as (delete from access.sso_logins l using (
            select o.id from access.sso_logins o where o.expires_at < now() limit row_limit) old
          where l.id = old.id returning 1)
        select greatest((select count(*) from gone), (select count(*) from forgotten))::int $$`);
    // Providers that are there already: what is new is as it is for a new one.
    this.addSql(`alter table ${providers} no force row level security`);
    this.addSql(
      `update ${providers} set saml = saml || '{"requestsSigned": false, "sha1Accepted": false}' where saml is not null`,
    );
    this.addSql(`alter table ${providers} force row level security`);
  }
}
