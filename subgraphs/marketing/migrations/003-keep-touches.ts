import { Migration } from '@mikro-orm/migrations';
import { tenantTable } from '../../../platform/database/tenant-table.js';

/** The timeline of contacts, and leads whose score follows from it. What was scored before was scored by people. */
export class KeepTouches extends Migration {
  override up(): void {
    this.addSql(`create table marketing.touches (
      id uuid primary key,
      organization_id uuid not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      contact_id uuid not null,
      at timestamptz(3) not null,
      kind text not null check (kind in ('CONSENT', 'LEAD', 'QUOTE', 'INVOICE', 'PAYMENT', 'TERMS', 'SIGNATURE', 'ACTIVITY')),
      step text not null,
      title text not null,
      source text not null,
      key text not null,
      subject_id uuid null,
      unique (organization_id, contact_id, key),
      foreign key (organization_id, contact_id) references marketing.contacts (organization_id, id)
    )`);
    for (const statement of tenantTable('marketing.touches')) this.addSql(statement);
    this.addSql('create index on marketing.touches (organization_id, created_at desc, id)');
    this.addSql('create index on marketing.touches (contact_id, at desc, id desc)');
    this.addSql('create index on marketing.touches (subject_id) where subject_id is not null');
    this.addSql('alter table marketing.leads add column scored_by_hand boolean not null default false');
    this.addSql('update marketing.leads set scored_by_hand = true where score is not null');
  }
}
