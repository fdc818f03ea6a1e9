import { applicationRole } from '../../../platform/database/roles.js';

/**
 * `billing.due_organizations(now)`: the organizations with a quote or an invoice whose time has passed. A job has no
 * organization, so row-level security shows it nothing; this function runs as its owner and gives away no more than
 * ids. The tables' owner is held to the policies as well (FORCE), hence one more policy for it.
 */
export const createDueOrganizations: readonly string[] = [
  'create policy owner_sees_all on billing.quotes for select to current_user using (true)',
  'create policy owner_sees_all on billing.invoices for select to current_user using (true)',
  `create function billing.due_organizations(now timestamptz) returns setof uuid
    language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select organization_id from billing.quotes
      where status in ('SENT', 'VIEWED') and valid_until < due_organizations.now
      union
      select organization_id from billing.invoices
      where status in ('SENT', 'VIEWED', 'PARTIAL') and due_at < due_organizations.now
    $$`,
  'revoke execute on function billing.due_organizations(timestamptz) from public',
  `grant execute on function billing.due_organizations(timestamptz) to ${applicationRole}`,
];
