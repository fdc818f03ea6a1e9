import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';

/**
 * When what the law had kept of an erased customer goes as well; and the one way to take the payer's words out of a payment,
 * which nobody may change. Row-level security holds that function to the organization whose transaction it runs in.
 */
export class ErasePeople extends Migration {
  override up(): void {
    this.addSql('alter table billing.customers add column erase_at timestamptz(3) null');
    this.addSql('create index on billing.customers (erase_at) where erase_at is not null');
    this.addSql('create policy owner_sees_all on billing.customers for select to current_user using (true)');
    this.addSql(`create function billing.organizations_to_erase(before timestamptz) returns table (organization_id uuid)
      language sql stable security definer set search_path = '' as $$
        select distinct c.organization_id from billing.customers c where c.erase_at < before $$`);
    this.addSql(`create function billing.erase_payment_references(of_customers uuid[]) returns int
      language plpgsql volatile security definer set search_path = '' as $$
      declare erased int;
      begin
        update billing.payments p set reference = null from billing.invoices i
          where i.id = p.invoice_id and i.customer_id = any(of_customers) and p.reference is not null;
        get diagnostics erased = row_count;
        return erased;
      end $$`);
    for (const routine of ['organizations_to_erase(timestamptz)', 'erase_payment_references(uuid[])']) {
      this.addSql(`revoke all on function billing.${routine} from public`);
      this.addSql(`grant execute on function billing.${routine} to ${applicationRole}`);
    }
  }
}
