import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';

const percentage = (column: string) => `check (${column} between 0 and 100)`;

/**
 * What a company's documents say of it and its terms; deposits, rests and credit notes; reminders; and the answers of
 * customers to general terms.
 */
export class CompleteBilling extends Migration {
  override up(): void {
    this.addSql(`alter table billing.companies
      add column bic text null,
      add column legal_form text null,
      add column share_capital bigint null check (share_capital > 0),
      add column rcs text null,
      add column email text null,
      add column phone text null,
      add column insurance text null,
      add column credit_note_prefix text not null default 'AVO',
      add column deposit_percentage int not null default 30 ${percentage('deposit_percentage')},
      add column payment_term_days int not null default 30 check (payment_term_days > 0),
      add column vat_exempt boolean not null default false,
      add column reminder_days int[] not null default '{3,15,30}' check (cardinality(reminder_days) <= 3),
      add column quote_follow_up_days int null default 7 check (quote_follow_up_days > 0)`);
    this.addSql(`alter table billing.quotes
      add column deposit_percentage int null ${percentage('deposit_percentage')},
      add column signature_problem text null,
      add column follow_ups int not null default 0`);
    this.addSql(`alter table billing.invoices
      add column kind text not null default 'STANDARD' check (kind in ('STANDARD', 'DEPOSIT', 'REST', 'CREDIT_NOTE')),
      add column credited_invoice_id uuid null,
      add column credited_amount bigint not null default 0 check (credited_amount between 0 and gross_amount),
      add column vat_rounding jsonb null,
      add column reminded_level int not null default 0,
      add foreign key (organization_id, credited_invoice_id) references billing.invoices (organization_id, id),
      add check ((kind = 'CREDIT_NOTE') = (credited_invoice_id is not null)),
      add check (kind <> 'CREDIT_NOTE' or (paid_amount = 0 and credited_amount = 0))`);
    this.addSql(`create unique index on billing.invoices (quote_id, kind)
      where kind in ('DEPOSIT', 'REST') and cancelled_at is null`);
    this.addSql('create index on billing.invoices (organization_id, credited_invoice_id)');
    this.addSql("create index on billing.invoices (due_at) where status = 'OVERDUE'");
    this.addSql('alter table billing.payments drop constraint payments_paid_amount_check');
    this.addSql('alter table billing.payments add check (paid_amount <> 0)');
    this.addSql('alter table billing.number_counters drop constraint number_counters_kind_check');
    this.addSql(
      "alter table billing.number_counters add constraint number_counters_kind_check check (kind in ('quote', 'invoice', 'credit-note'))",
    );
    this.addSql(`create table billing.terms_acceptances (
      id uuid primary key,
      organization_id uuid not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      version int not null default 1,
      company_id uuid not null,
      customer_id uuid not null,
      title text not null,
      terms_version text not null,
      status text not null default 'PENDING' check (status in ('PENDING', 'ACCEPTED', 'DECLINED', 'EXPIRED')),
      viewed_at timestamptz(3) null,
      accepted_at timestamptz(3) null,
      accepted_by text null,
      evidence text null,
      declined_at timestamptz(3) null,
      decline_reason text null,
      foreign key (organization_id, company_id) references billing.companies (organization_id, id),
      foreign key (organization_id, customer_id) references billing.customers (organization_id, id)
    )`);
    for (const statement of tenantTable('billing.terms_acceptances')) this.addSql(statement);
    this.addSql('create index on billing.terms_acceptances (organization_id, created_at desc, id)');
    this.addSql('create index on billing.terms_acceptances (organization_id, customer_id)');
    this.findsReminders();
  }

  /**
   * `billing.due_reminders` and `billing.unanswered_quotes`, which the job asks within an organization, and
   * `billing.organizations_to_remind`, which says where: as its owner, and no more than ids.
   */
  private findsReminders(): void {
    this.addSql(`create function billing.due_reminders(now timestamptz) returns table (organization_id uuid, invoice_id uuid, level int)
      language sql stable set search_path = '' as $$
        select i.organization_id, i.id, max(r.level)::int
        from billing.invoices i join billing.companies c on c.id = i.company_id
        cross join lateral unnest(c.reminder_days) with ordinality as r (days, level)
        where i.status = 'OVERDUE' and r.level > i.reminded_level and i.due_at + make_interval(hours => 24 * r.days) <= due_reminders.now
        group by i.organization_id, i.id $$`);
    this.addSql(`create function billing.unanswered_quotes(now timestamptz) returns table (organization_id uuid, quote_id uuid, follow_up int)
      language sql stable set search_path = '' as $$
        select q.organization_id, q.id, max(f.follow_up)::int
        from billing.quotes q join billing.companies c on c.id = q.company_id
        cross join generate_series(1, 2) as f (follow_up)
        where q.status in ('SENT', 'VIEWED') and q.valid_until > unanswered_quotes.now and f.follow_up > q.follow_ups
          and q.sent_at + make_interval(hours => 24 * c.quote_follow_up_days * f.follow_up) <= unanswered_quotes.now
        group by q.organization_id, q.id $$`);
    this.addSql('create policy owner_sees_all on billing.companies for select to current_user using (true)');
    this.addSql(`create function billing.organizations_to_remind(now timestamptz) returns table (organization_id uuid)
      language sql stable security definer set search_path = '' as $$
        select r.organization_id from billing.due_reminders(organizations_to_remind.now) r
        union select q.organization_id from billing.unanswered_quotes(organizations_to_remind.now) q $$`);
    for (const name of ['due_reminders', 'unanswered_quotes', 'organizations_to_remind']) {
      this.addSql(`revoke execute on function billing.${name}(timestamptz) from public`);
      this.addSql(`grant execute on function billing.${name}(timestamptz) to ${applicationRole}`);
    }
  }
}
