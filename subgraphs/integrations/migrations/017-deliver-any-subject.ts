import { Migration } from '@mikro-orm/migrations';

/** Deliveries about anything, for connections that are configured and belong to a company. */
export class DeliverAnySubject extends Migration {
  override up(): void {
    this.addSql(`alter table integrations.connections
      add column settings jsonb not null default '{}',
      add column company_id uuid null`);
    this.addSql(`alter table integrations.deliveries
      add column subject_type text not null default 'intervention',
      add column variant text not null default '',
      add column input jsonb null`);
    this.addSql('alter table integrations.inbound_webhooks add column topic text null');
    // Several actions of a connector may have a status now: their names with commas between.
    this.addSql(`create or replace function integrations.connections_without_news(
        wanted_connector text, wanted_action text, final_statuses text, before timestamptz)
      returns table (organization_id uuid, connection_id uuid)
      language sql stable security definer set search_path = '' as $$
        select distinct d.organization_id, d.connection_id
        from integrations.deliveries d join integrations.connections c on c.id = d.connection_id
        where d.connector = wanted_connector and d.action = any (string_to_array(wanted_action, ','))
          and c.active and c.deleted_at is null
          and d.status = 'SUCCEEDED' and d.dedupe_key = '' and d.external_id is not null
          and (d.vendor_heard_at is null or d.vendor_heard_at < before)
          and (d.vendor_status is null or d.vendor_status <> all (string_to_array(final_statuses, ','))) $$`);
  }
}
