import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';

const row = `
  id uuid primary key,
  organization_id uuid not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,`;

// Foreign keys hold the organization too: PostgreSQL checks them past row-level security, and an id of another
// organization must not pass.
const ofContact = 'foreign key (organization_id, contact_id) references marketing.contacts (organization_id, id)';

export class CreateMarketing extends Migration {
  override up(): void {
    this.addSql(`create table marketing.contacts (${row}
      version int not null default 1,
      first_name text null,
      last_name text null,
      email text null,
      phone text null,
      tags text[] not null,
      client_since timestamptz(3) null,
      unique (organization_id, id),
      unique (organization_id, email)
    )`);
    this.addSql('create index on marketing.contacts using gin (tags)');
    this.addSql(`create table marketing.leads (${row}
      version int not null default 1,
      contact_id uuid not null,
      source text not null,
      status text not null default 'NEW' check (status in ('NEW', 'QUALIFIED', 'CONVERTED', 'LOST')),
      score int null check (score between 0 and 100),
      notes text null,
      qualified_at timestamptz(3) null,
      closed_at timestamptz(3) null,
      loss_reason text null,
      ${ofContact}
    )`);
    this.addSql('create index on marketing.leads (organization_id, contact_id)');
    this.addSql(`create table marketing.consents (${row}
      contact_id uuid not null,
      purpose text not null check (purpose in ('EMAIL_MARKETING', 'SMS_MARKETING', 'PHONE_MARKETING', 'PROFILING', 'DATA_SHARING')),
      granted boolean not null,
      at timestamptz(3) not null,
      given_by text null,
      source text not null,
      wording text null,
      evidence text null,
      actor_id text not null,
      actor_name text not null,
      ${ofContact}
    )`);
    this.addSql('create index on marketing.consents (contact_id, purpose, at desc, id desc)');
    for (const table of ['contacts', 'leads', 'consents']) {
      for (const statement of tenantTable(`marketing.${table}`)) this.addSql(statement);
      this.addSql(`create index on marketing.${table} (organization_id, created_at desc, id)`);
    }
    this.addSql(`revoke update, delete on marketing.consents from ${applicationRole}`);
  }
}
