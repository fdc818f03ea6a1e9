import type { EntityManager } from '../../../platform/database/database.js';

/** Whether something is an erased customer's, or the customer: nothing fills it again. */
export async function isErased(em: EntityManager, id: string): Promise<boolean> {
  const [row] = await em.execute<unknown[]>(
    `select from billing.customers c where c.erasure_id is not null and (c.id = ?
       or exists (select from billing.quotes q where q.id = ? and q.customer_id = c.id)
       or exists (select from billing.invoices i where i.id = ? and i.customer_id = c.id)) limit 1`,
    [id, id, id],
  );
  return row !== undefined;
}
