import { Migration } from '@mikro-orm/migrations';

/** One body may tell of several events: what became of each, and since when the first that is left has waited. */
export class ApplyWebhooksEventByEvent extends Migration {
  override up(): void {
    this.addSql(`alter table integrations.inbound_webhooks
      add column events jsonb not null default '[]',
      add column waiting_since timestamptz(3) null`);
  }
}
