import { Migration } from '@mikro-orm/migrations';
import { tenantTable } from '../../../platform/database/tenant-table.js';

/** The operations that a partner may send by their hashes, and whether it may send anything else. */
export class RegisterPartnerOperations extends Migration {
  override up(): void {
    this.addSql('alter table integrations.connections add column safelist_only boolean not null default false');
    this.addSql(`create table integrations.partner_operations (
      id uuid primary key,
      organization_id uuid not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      connection_id uuid not null references integrations.connections (id) on delete cascade,
      document_id text not null,
      name text not null,
      document text not null,
      unique (connection_id, document_id)
    )`);
    for (const statement of tenantTable('integrations.partner_operations')) this.addSql(statement);
  }
}
