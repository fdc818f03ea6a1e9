import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../database/roles.js';
import { tenantTable } from '../database/tenant-table.js';
import { sealedColumn } from '../secrets/sealed-column.js';
import { auditKeyColumn } from './audit-key.js';

class CreateAudit extends Migration {
  override up(): void {
    this.addSql(`create table audit.keys (
      id uuid primary key,
      organization_id uuid not null unique,
      key jsonb not null
    )`);
    for (const statement of sealedColumn(auditKeyColumn)) this.addSql(statement);
    this.addSql(`create table audit.entries (
      organization_id uuid not null,
      sequence bigint not null,
      id uuid not null unique,
      occurred_at timestamptz(3) not null,
      event text not null,
      outcome text not null,
      actor_kind text not null,
      actor_id text not null,
      actor_name text not null,
      address text null,
      request_id text not null,
      subject_type text null,
      subject_id text null,
      details text not null,
      previous_hash text not null,
      hash text not null,
      primary key (organization_id, sequence),
      constraint entries_outcome_check check (outcome in ('DONE', 'REFUSED', 'FAILED'))
    )`);
    this.addSql('create index on audit.entries (organization_id, occurred_at desc, id desc)');
    this.addSql('create index on audit.entries (organization_id, subject_id) where subject_id is not null');
    // The end of each chain; locked while an entry is added, which is the last thing a transaction does.
    this.addSql(`create table audit.chains (
      organization_id uuid primary key,
      last_sequence bigint not null,
      last_hash text not null
    )`);
    this.addSql(`create table audit.checkpoints (
      organization_id uuid not null,
      sequence bigint not null,
      hash text not null,
      at timestamptz(3) not null,
      signature text not null,
      primary key (organization_id, sequence)
    )`);
    for (const table of ['keys', 'entries', 'chains', 'checkpoints']) {
      for (const statement of tenantTable(`audit.${table}`)) this.addSql(statement);
    }
    // The application adds; it neither changes nor takes away.
    for (const table of ['entries', 'checkpoints']) {
      this.addSql(`revoke update, delete on audit.${table} from ${applicationRole}`);
    }
    this.addSql(`revoke delete on audit.keys, audit.chains from ${applicationRole}`);
    for (const table of ['entries', 'chains', 'checkpoints']) {
      this.addSql(`create policy owner_sees_all on audit.${table} for select to current_user using (true)`);
    }
    this.addSql(`create function audit.organizations() returns table (organization_id uuid)
      language sql stable security definer set search_path = '' as $$
        select c.organization_id from audit.chains c
        union select e.organization_id from audit.entries e
        union select p.organization_id from audit.checkpoints p $$`);
    this.addSql('revoke all on function audit.organizations() from public');
    this.addSql(`grant execute on function audit.organizations() to ${applicationRole}`);
  }
}

/** The audit log of all organizations. */
export const audit = { schema: 'audit', migrations: [{ name: '001-create-audit', class: CreateAudit }] };
