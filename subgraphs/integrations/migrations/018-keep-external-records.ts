import { Migration } from '@mikro-orm/migrations';
import { tenantTable } from '../../../platform/database/tenant-table.js';

/** What of ours is called what at each vendor. */
export class KeepExternalRecords extends Migration {
  override up(): void {
    this.addSql(`create table integrations.external_records (
      id uuid primary key,
      organization_id uuid not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      connection_id uuid not null references integrations.connections (id) on delete cascade,
      record_type text not null,
      external_id text not null,
      subject_id uuid not null,
      base jsonb null,
      remote_updated_at timestamptz(3) null,
      constraint external_records_theirs_once unique (connection_id, record_type, external_id),
      constraint external_records_ours_once unique (connection_id, record_type, subject_id)
    )`);
    this.addSql('create index on integrations.external_records (subject_id)');
    for (const statement of tenantTable('integrations.external_records')) this.addSql(statement);
  }
}
