import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';

/** Clashes of both sides that no rule settles, and how far each vendor's changes were read. */
export class CreateTwoWay extends Migration {
  override up(): void {
    this.addSql(`create table integrations.conflicts (
      id uuid primary key,
      organization_id uuid not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      connection_id uuid not null references integrations.connections (id) on delete cascade,
      connector text not null,
      record_type text not null,
      subject_id uuid not null,
      external_id text not null,
      field text not null,
      base jsonb null,
      ours jsonb null,
      theirs jsonb null,
      rule text not null,
      reason text null,
      status text not null default 'OPEN',
      resolution text null,
      resolved_by text null,
      resolved_at timestamptz(3) null,
      constraint conflicts_status_check check (status in ('OPEN', 'RESOLVED')),
      constraint conflicts_resolution_check check (resolution in ('OURS', 'THEIRS', 'AGREED'))
    )`);
    // A field clashes once, however often both sides are compared.
    this.addSql(`create unique index conflicts_open on integrations.conflicts (connection_id, record_type, external_id, field)
      where status = 'OPEN'`);
    this.addSql('create index on integrations.conflicts (organization_id, created_at desc, id desc)');
    this.addSql('create index on integrations.conflicts (subject_id)');
    // 'page' and 'until' are of a reading that is under way: one that was interrupted goes on from there.
    this.addSql(`create table integrations.record_watermarks (
      connection_id uuid not null references integrations.connections (id) on delete cascade,
      organization_id uuid not null,
      record_type text not null,
      since timestamptz(3) null,
      until timestamptz(3) null,
      page text null,
      primary key (connection_id, record_type)
    )`);
    for (const table of ['conflicts', 'record_watermarks']) {
      for (const statement of tenantTable(`integrations.${table}`)) this.addSql(statement);
    }
    this.addSql(`create function integrations.connections_with_records(wanted_connector text)
      returns table (organization_id uuid, connection_id uuid)
      language sql stable security definer set search_path = '' as $$
        select c.organization_id, c.id from integrations.connections c
        where c.connector = wanted_connector and c.active and c.deleted_at is null order by c.id limit 1000 $$`);
    this.addSql('revoke all on function integrations.connections_with_records(text) from public');
    this.addSql(`grant execute on function integrations.connections_with_records(text) to ${applicationRole}`);
  }
}
