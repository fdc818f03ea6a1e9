import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';

/** What the jobs that look after webhooks ask across organizations; answered with ids alone. */
export class LookAfterWebhooks extends Migration {
  override up(): void {
    this.addSql('create policy owner_sees_all on integrations.webhooks for select to current_user using (true)');
    this.addSql(`create function integrations.webhook_selections()
      returns table (organization_id uuid, webhook_id uuid)
      language sql stable security definer set search_path = '' as $$
        select w.organization_id, w.id from integrations.webhooks w
        where w.active and w.payload_selection is not null $$`);
    this.addSql(`create function integrations.old_webhook_messages(before timestamptz)
      returns table (organization_id uuid)
      language sql stable security definer set search_path = '' as $$
        select distinct m.organization_id from integrations.webhook_messages m where m.updated_at < before $$`);
    for (const lookup of ['webhook_selections()', 'old_webhook_messages(timestamptz)']) {
      this.addSql(`revoke all on function integrations.${lookup} from public`);
      this.addSql(`grant execute on function integrations.${lookup} to ${applicationRole}`);
    }
  }
}
