import { Migration } from '@mikro-orm/migrations';

/** Several of one action for one subject, by variant; who waits for whom; and sync events about anything. */
export class OrderAnySubject extends Migration {
  override up(): void {
    this.addSql(`alter table integrations.deliveries
      add column intervention_id uuid null,
      add column awaited_subject_id uuid null`);
    this.addSql('drop index integrations.deliveries_once');
    this.addSql(`create unique index deliveries_once
      on integrations.deliveries (connection_id, action, subject_id, variant, dedupe_key) where status <> 'CANCELLED'`);
    this.addSql(`create index on integrations.deliveries (intervention_id, created_at desc)
      where intervention_id is not null`);
    this.addSql(`create index deliveries_awaiting on integrations.deliveries (connection_id, awaited_subject_id)
      where awaited_subject_id is not null`);

    this.addSql(`alter table integrations.accepted_payloads
      add column variant text not null default '',
      drop constraint accepted_payloads_pkey,
      add primary key (connection_id, action, subject_id, variant)`);

    this.addSql(`alter table integrations.sync_events
      add column subject_type text null,
      add column subject_id uuid null`);
    this.addSql(`create index sync_events_of_subject on integrations.sync_events (subject_id, id)
      where subject_id is not null`);
  }
}
