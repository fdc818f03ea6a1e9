import { Migration } from '@mikro-orm/migrations';
import { firstOrganizationId } from '../../../platform/database/first-organization.js';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';

export class CreateAccess extends Migration {
  override up(): void {
    this.addSql(`create table access.organizations (
      id uuid primary key,
      name text not null unique,
      created_at timestamptz(3) not null default now()
    )`);
    this.addSql(`insert into access.organizations (id, name) values ('${firstOrganizationId}', 'first')`);
    this.addSql(`create table access.api_keys (
      id uuid primary key,
      organization_id uuid not null references access.organizations (id),
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      name text not null,
      prefix text not null,
      key_hash bytea not null unique,
      scopes jsonb not null,
      expires_at timestamptz(3) null,
      revoked_at timestamptz(3) null
    )`);
    for (const statement of tenantTable('access.api_keys')) this.addSql(statement);
    this.createLookups();
  }

  /** What is asked of no organization in particular: whose key this is, whether it still counts, who has this name. */
  private createLookups(): void {
    this.addSql('create policy owner_sees_all on access.api_keys for select to current_user using (true)');
    this.addSql(`create function access.find_api_key(wanted bytea)
      returns table (id uuid, organization_id uuid, name text, scopes jsonb, expires_at timestamptz)
      language sql stable security definer set search_path = '' as $$
        select k.id, k.organization_id, k.name, k.scopes, k.expires_at from access.api_keys k
        where k.key_hash = wanted and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) $$`);
    this.addSql(`create function access.key_is_good(wanted uuid) returns boolean
      language sql stable security definer set search_path = '' as $$
        select exists (select from access.api_keys k
          where k.id = wanted and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())) $$`);
    this.addSql(`create function access.ensure_organization(wanted text) returns uuid
      language sql volatile security definer set search_path = '' as $$
        insert into access.organizations (id, name) values (gen_random_uuid(), wanted)
        on conflict (name) do update set name = excluded.name returning id $$`);
    for (const lookup of ['find_api_key(bytea)', 'key_is_good(uuid)', 'ensure_organization(text)']) {
      this.addSql(`revoke all on function access.${lookup} from public`);
      this.addSql(`grant execute on function access.${lookup} to ${applicationRole}`);
    }
  }
}
