import { Migration } from '@mikro-orm/migrations';
import { identityProviderSecret } from '../../../platform/access/identity-provider-secret.js';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';
import { sealedColumn } from '../../../platform/secrets/sealed-column.js';

/** Where people of an organization sign in elsewhere, and what a sign-in leaves behind while it is on its way. */
export class CreateIdentityProviders extends Migration {
  override up(): void {
    this.addSql(`create table access.identity_providers (
      id uuid primary key,
      organization_id uuid not null references access.organizations (id),
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      version int not null default 1,
      name text not null,
      issuer text not null,
      domains text[] not null,
      create_users boolean not null,
      default_roles text[] not null,
      groups_claim text not null,
      role_mapping jsonb not null,
      oidc jsonb null,
      saml jsonb null,
      client_secret jsonb null,
      unique (organization_id, name),
      unique (organization_id, id),
      check ((oidc is null) <> (saml is null)),
      check ((oidc is null) = (client_secret is null))
    )`);
    // Requests that wait for their answer, tickets of those who came in, ids of assertions that were used: for all gateways.
    this.addSql(`create table access.sso_records (
      organization_id uuid not null,
      provider_id uuid not null,
      kind text not null,
      id bytea not null,
      uid text null,
      user_id uuid null,
      expires_at timestamptz(3) not null,
      primary key (provider_id, kind, id),
      foreign key (organization_id, provider_id) references access.identity_providers (organization_id, id) on delete cascade,
      foreign key (organization_id, user_id) references access.users (organization_id, id) on delete cascade
    )`);
    this.addSql('create index on access.sso_records (expires_at)');
    for (const table of ['identity_providers', 'sso_records']) {
      for (const statement of tenantTable(`access.${table}`)) this.addSql(statement);
    }
    for (const statement of sealedColumn(identityProviderSecret)) this.addSql(statement);
    this.createDoorFunctions();
  }

  /** What is asked before the organization is known: whose a provider or a session is. */
  private createDoorFunctions(): void {
    this.addSql('create policy owner_sees_all on access.identity_providers for select to current_user using (true)');
    this.addSql('create policy owner_prunes on access.sso_records to current_user using (true)');
    const define = (signature: string, returns: string, body: string) => {
      this.addSql(
        `create function access.${signature} returns ${returns} security definer set search_path = '' as $$ ${body} $$`,
      );
      const types = signature.replace(/(?<=\()\w+ /, '');
      this.addSql(`revoke all on function access.${types} from public`);
      this.addSql(`grant execute on function access.${types} to ${applicationRole}`);
    };
    define(
      'organization_of_identity_provider(wanted uuid)',
      'uuid language sql stable',
      'select p.organization_id from access.identity_providers p where p.id = wanted',
    );
    define(
      'organization_of_session(wanted text)',
      'uuid language sql stable',
      'select s.organization_id from access.sessions s where s.uid = wanted',
    );
    define(
      'prune_sso(row_limit int)',
      'int language sql volatile',
      `with gone as (delete from access.sso_records r using (
           select o.provider_id, o.kind, o.id from access.sso_records o
           where o.expires_at < now() - interval '1 day' limit row_limit) old
         where r.provider_id = old.provider_id and r.kind = old.kind and r.id = old.id returning 1)
       select count(*)::int from gone`,
    );
  }
}
