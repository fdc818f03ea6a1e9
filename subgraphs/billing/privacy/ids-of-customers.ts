import { z } from 'zod';
import type { EntityManager } from '../../../platform/database/database.js';
import { idList } from '../../../platform/database/id-list.js';

const rows = z.array(z.object({ id: z.uuid() }));

/** The ids of some customers and of all that is theirs: quotes, invoices, payments, answers to terms. */
export async function idsOfCustomers(em: EntityManager, customers: readonly string[]): Promise<string[]> {
  const theirs = idList(customers);
  const found = await em.execute(
    `select id from billing.quotes where customer_id = any(?::uuid[])
     union all select id from billing.invoices where customer_id = any(?::uuid[])
     union all select p.id from billing.payments p join billing.invoices i on i.id = p.invoice_id
       where i.customer_id = any(?::uuid[])
     union all select id from billing.terms_acceptances where customer_id = any(?::uuid[])`,
    [theirs, theirs, theirs, theirs],
  );
  return [...customers, ...rows.parse(found).map(({ id }) => id)];
}
