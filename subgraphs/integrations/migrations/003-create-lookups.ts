import { Migration } from '@mikro-orm/migrations';
import { tenantTable } from '../../../platform/database/tenant-table.js';

/** Answers of vendors to questions, kept for a while. */
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
  }
}
