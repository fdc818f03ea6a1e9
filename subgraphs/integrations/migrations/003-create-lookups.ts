import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';

/** Answers of vendors to questions, kept for a while; updates after publication; statuses that are asked for. */
export class CreateLookups extends Migration {
  override up(): void {
    this.addSql(`create table integrations.lookup_answers (
      organization_id uuid not null,
      connection_id uuid not null references integrations.connections (id) on delete cascade,
      lookup text not null,
      question text not null,
      facts jsonb null,
      checked_at timestamptz(3) null,
      expires_at timestamptz(3) not null,
      asking_until timestamptz(3) null,
      primary key (connection_id, lookup, question)
    )`);
    this.addSql('create index on integrations.lookup_answers (organization_id, expires_at)');
    for (const statement of tenantTable('integrations.lookup_answers')) this.addSql(statement);
    this.extendDeliveries();
  }

  private extendDeliveries(): void {
    this.addSql(`alter table integrations.deliveries
      add column dedupe_key text not null default '',
      add column sent_items jsonb null,
      add column vendor_heard_at timestamptz(3) null`);
    this.addSql('drop index integrations.deliveries_once');
    this.addSql(`create unique index deliveries_once
      on integrations.deliveries (connection_id, action, subject_id, dedupe_key) where status <> 'CANCELLED'`);
    this.addSql(`create index deliveries_of_status on integrations.deliveries (connector, action, vendor_heard_at)
      where status = 'SUCCEEDED' and dedupe_key = '' and external_id is not null`);
    this.addSql(`create function integrations.deliveries_without_news(
        wanted_connector text, wanted_action text, final_statuses text, before timestamptz, at_most int)
      returns table (organization_id uuid, delivery_id uuid)
      language sql stable security definer set search_path = '' as $$
        select d.organization_id, d.id from integrations.deliveries d
        where d.connector = wanted_connector and d.action = wanted_action
          and d.status = 'SUCCEEDED' and d.dedupe_key = '' and d.external_id is not null
          and (d.vendor_heard_at is null or d.vendor_heard_at < before)
          and (d.vendor_status is null or d.vendor_status <> all (string_to_array(final_statuses, ',')))
        order by d.vendor_heard_at nulls first limit at_most $$`);
    const lookup = 'integrations.deliveries_without_news(text, text, text, timestamptz, int)';
    this.addSql(`revoke all on function ${lookup} from public`);
    this.addSql(`grant execute on function ${lookup} to ${applicationRole}`);
  }
}
