import { z } from 'zod';
import { idList } from '../../../platform/database/id-list.js';
import { removeFilesOf } from '../../../platform/files/remove-files.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { firstYearKept, linesWithoutWords, mustBeKept } from './kept-by-law.js';

const rows = z.array(z.object({ id: z.uuid() }));

/** Takes out what the law had kept of erased customers and does not any more. @returns how many there were */
export async function eraseKept(unit: UnitOfWork): Promise<number> {
  const { em, now } = unit;
  const due = await em.execute(
    `update billing.customers c set name = 'erased', address = null, erase_at = null, version = version + 1, updated_at = ?
     where c.erase_at < ? and not exists (
       select from billing.invoices i where i.customer_id = c.id and ${mustBeKept}) returning id`,
    [now(), now(), firstYearKept(now())],
  );
  const customers = idList(rows.parse(due).map(({ id }) => id));
  const emptied = await em.execute(
    `update billing.invoices set title = null, notes = null, cancellation_reason = null, lines = ${linesWithoutWords},
       version = version + 1, updated_at = ? where customer_id = any(?::uuid[]) returning id`,
    [now(), customers],
  );
  await removeFilesOf(
    unit,
    'invoice',
    rows.parse(emptied).map(({ id }) => id),
  );
  await em.execute('select billing.erase_payment_references(?::uuid[])', [customers]);
  return due.length;
}
