import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';

/**
 * How long a company waits before a signed quote is invoiced by itself, and what waits of which quote until when.
 * `billing.organizations_to_invoice(now)` says where something is due: as its owner, and no more than ids.
 */
export class DelayInvoices extends Migration {
  override up(): void {
    this.addSql(`alter table billing.companies
      add column invoicing_delay_days int not null default 0 check (invoicing_delay_days between 0 and 90)`);
    this.addSql(`alter table billing.quotes
      add column invoiced_from timestamptz(3) null,
      add column awaited_part text null check (awaited_part in ('DEPOSIT', 'REST')),
      add check (awaited_part is null or (status = 'SIGNED' and invoiced_from is not null))`);
    // The tables' owner is held to the policies as well.
    this.addSql(
      'create policy owner_fills on billing.quotes for update to current_user using (true) with check (true)',
    );
    this.addSql("update billing.quotes set invoiced_from = signed_at where status = 'SIGNED'");
    this.addSql('drop policy owner_fills on billing.quotes');
    this.addSql('create index on billing.quotes (invoiced_from) where awaited_part is not null');
    this.addSql(`create function billing.organizations_to_invoice(now timestamptz) returns table (organization_id uuid)
      language sql stable security definer set search_path = '' as $$
        select distinct q.organization_id from billing.quotes q
        where q.awaited_part is not null and q.invoiced_from <= organizations_to_invoice.now $$`);
    this.addSql('revoke execute on function billing.organizations_to_invoice(timestamptz) from public');
    this.addSql(`grant execute on function billing.organizations_to_invoice(timestamptz) to ${applicationRole}`);
  }
}
