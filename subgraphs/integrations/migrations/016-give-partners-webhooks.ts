import { Migration } from '@mikro-orm/migrations';

/** A webhook may be a partner's own; it goes when the partner does. */
export class GivePartnersWebhooks extends Migration {
  override up(): void {
    this.addSql(`alter table integrations.webhooks
      add column partner_id uuid null references integrations.connections (id) on delete cascade`);
    this.addSql('create index on integrations.webhooks (partner_id) where partner_id is not null');
  }
}
