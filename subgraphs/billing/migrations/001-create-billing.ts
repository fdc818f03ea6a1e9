import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';
import { createDueOrganizations } from './due-organizations.js';

// Foreign keys hold the organization too: PostgreSQL checks them past row-level security, and an id of another
// organization must not pass.

const row = `
  id uuid primary key,
  organization_id uuid not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,`;

const document = `${row}
  version int not null default 1,
  company_id uuid not null,
  customer_id uuid not null,
  title text null,
  notes text null,
  currency text not null,
  lines jsonb not null,
  gross_amount bigint not null default 0 check (gross_amount >= 0),
  unique (organization_id, id),
  unique (company_id, number),
  foreign key (organization_id, company_id) references billing.companies (organization_id, id),
  foreign key (organization_id, customer_id) references billing.customers (organization_id, id),`;

export class CreateBilling extends Migration {
  override up(): void {
    this.addSql(`create table billing.companies (${row}
      version int not null default 1,
      name text not null,
      legal_name text null,
      siren text null,
      siret text null,
      vat_number text null,
      address jsonb null,
      iban text null,
      invoice_prefix text not null default 'FAC',
      unique (organization_id, id)
    )`);
    this.addSql(`create table billing.customers (${row}
      version int not null default 1,
      kind text not null default 'PERSON' check (kind in ('PERSON', 'COMPANY')),
      name text not null,
      email text null,
      phone text null,
      address jsonb null,
      contact_id uuid null,
      unique (organization_id, id),
      unique (organization_id, contact_id)
    )`);
    this.addSql('create index on billing.customers (organization_id, email)');
    this.addSql(`create table billing.number_counters (
      organization_id uuid not null,
      company_id uuid not null,
      kind text not null check (kind in ('quote', 'invoice')),
      year int not null,
      last int not null,
      primary key (company_id, kind, year),
      foreign key (organization_id, company_id) references billing.companies (organization_id, id)
    )`);
    this.addSql(`create table billing.quotes (${document}
      number text not null,
      status text not null default 'DRAFT' check (status in ('DRAFT', 'SENT', 'VIEWED', 'SIGNED', 'REJECTED', 'EXPIRED')),
      intervention_id uuid null,
      valid_until timestamptz(3) null,
      sent_at timestamptz(3) null,
      viewed_at timestamptz(3) null,
      signed_at timestamptz(3) null,
      signed_by text null,
      rejected_at timestamptz(3) null,
      rejection_reason text null
    )`);
    this.addSql('create index on billing.quotes (organization_id, intervention_id)');
    this.addSql('create index on billing.quotes (organization_id, customer_id)');
    this.addSql("create index on billing.quotes (valid_until) where status in ('SENT', 'VIEWED')");
    this.addSql(`create table billing.invoices (${document}
      number text null check (number is not null or status in ('DRAFT', 'CANCELLED', 'ARCHIVED')),
      status text not null default 'DRAFT' check (status in ('DRAFT', 'SENT', 'VIEWED', 'PARTIAL', 'PAID', 'OVERDUE', 'CANCELLED', 'ARCHIVED')),
      quote_id uuid null,
      quote_percentage int null check (quote_percentage between 1 and 100),
      issued_at timestamptz(3) null,
      due_at timestamptz(3) null,
      viewed_at timestamptz(3) null,
      paid_at timestamptz(3) null,
      cancelled_at timestamptz(3) null,
      cancellation_reason text null,
      paid_amount bigint not null default 0 check (paid_amount between 0 and gross_amount),
      foreign key (organization_id, quote_id) references billing.quotes (organization_id, id)
    )`);
    this.addSql('create index on billing.invoices (organization_id, quote_id)');
    this.addSql('create index on billing.invoices (organization_id, customer_id)');
    this.addSql("create index on billing.invoices (due_at) where status in ('SENT', 'VIEWED', 'PARTIAL')");
    this.addSql(`create table billing.payments (${row}
      invoice_id uuid not null,
      paid_amount bigint not null check (paid_amount > 0),
      currency text not null,
      method text not null check (method in ('BANK_TRANSFER', 'DIRECT_DEBIT', 'CARD', 'CHEQUE', 'CASH', 'OTHER')),
      received_at timestamptz(3) not null,
      reference text null,
      idempotency_key text null,
      unique (organization_id, idempotency_key),
      foreign key (organization_id, invoice_id) references billing.invoices (organization_id, id)
    )`);
    this.addSql('create index on billing.payments (organization_id, invoice_id)');

    for (const table of ['companies', 'customers', 'number_counters', 'quotes', 'invoices', 'payments']) {
      for (const statement of tenantTable(`billing.${table}`)) this.addSql(statement);
    }
    for (const table of ['companies', 'customers', 'quotes', 'invoices', 'payments']) {
      this.addSql(`create index on billing.${table} (organization_id, created_at desc, id)`);
    }
    this.addSql(`revoke update, delete on billing.payments from ${applicationRole}`);
    for (const statement of createDueOrganizations) this.addSql(statement);
  }
}
