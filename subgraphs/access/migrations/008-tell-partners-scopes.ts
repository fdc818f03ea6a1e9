import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';

/** What the good keys of a partner may do, for those who look after what it asks. */
export class TellPartnersScopes extends Migration {
  override up(): void {
    // Runs as whoever asks: row-level security leaves the keys of one organization.
    this.addSql(`create function access.scopes_of_partner(wanted uuid) returns table (scopes jsonb)
      language sql stable set search_path = '' as $$
        select k.scopes from access.api_keys k
        where k.partner_id = wanted and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
        order by k.id $$`);
    this.addSql('revoke all on function access.scopes_of_partner(uuid) from public');
    this.addSql(`grant execute on function access.scopes_of_partner(uuid) to ${applicationRole}`);
  }
}
