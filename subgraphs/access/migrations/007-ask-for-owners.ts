import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';

/** Whether somebody in whose name the hub still acts is still let in: what goes on by itself asks before it does. */
export class AskForOwners extends Migration {
  override up(): void {
    // Keys, people and clients; workers and the hub itself are nobody's to shut out.
    this.addSql(`create function access.is_let_in(kind text, wanted text) returns boolean
      language sql stable security definer set search_path = '' as $$
        select case kind
          when 'api-key' then exists (select from access.api_keys k
            where k.id::text = wanted and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()))
          when 'user' then exists (select from access.users u where u.id::text = wanted and u.deactivated_at is null)
          when 'oauth-client' then exists (select from access.oauth_clients c where c.client_id = wanted)
          else true end $$`);
    this.addSql('revoke all on function access.is_let_in(text, text) from public');
    this.addSql(`grant execute on function access.is_let_in(text, text) to ${applicationRole}`);
  }
}
