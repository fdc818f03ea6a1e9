import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';

/** What is needed to look after keys: who made one, when it was last used, from where and how often it may be. */
export class ManageKeys extends Migration {
  override up(): void {
    this.addSql(`alter table access.api_keys
      add column created_by text null,
      add column created_by_name text null,
      add column last_used_at timestamptz(3) null,
      add column rate_limit_per_minute int null check (rate_limit_per_minute > 0),
      add column allowed_addresses text[] not null default '{}',
      add column partner_id uuid null,
      add column previous_key_hash bytea null unique,
      add column previous_valid_until timestamptz(3) null`);
    this.addSql('create index on access.api_keys (organization_id, created_at desc, id)');
    this.addSql('drop function access.find_api_key(bytea)');
    this.addSql('drop function access.key_is_good(uuid)');
    // A key that was regenerated is still found by its old secret, until that one's time is over.
    this.addSql(`create function access.find_api_key(wanted bytea)
      returns table (id uuid, organization_id uuid, name text, scopes jsonb, key_hash bytea, rate_limit_per_minute int,
        allowed_addresses text[], partner_id uuid)
      language sql stable security definer set search_path = '' as $$
        select k.id, k.organization_id, k.name, k.scopes,
          case when k.key_hash = wanted then k.key_hash else k.previous_key_hash end,
          k.rate_limit_per_minute, k.allowed_addresses, k.partner_id
        from access.api_keys k
        where (k.key_hash = wanted or (k.previous_key_hash = wanted and k.previous_valid_until > now()))
          and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) $$`);
    this.addSql('revoke all on function access.find_api_key(bytea) from public');
    this.addSql(`grant execute on function access.find_api_key(bytea) to ${applicationRole}`);
  }
}
