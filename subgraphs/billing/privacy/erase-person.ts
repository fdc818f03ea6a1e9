import { z } from 'zod';
import type { EntityManager } from '../../../platform/database/database.js';
import { idList } from '../../../platform/database/id-list.js';
import { domainEventQueue } from '../../../platform/events/domain-event-queue.js';
import type { DomainEventData } from '../../../platform/events/domain-events.js';
import { removeFilesOf } from '../../../platform/files/remove-files.js';
import { forgetFinishedJobs } from '../../../platform/jobs/forget-finished.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { customersOfPerson } from './customers-of-person.js';
import { idsOfCustomers } from './ids-of-customers.js';
import { firstYearKept, keptUntil, linesWithoutWords, mustBeKept, reasonToKeep as reason } from './kept-by-law.js';

const issuedRows = z.array(z.object({ customer_id: z.uuid(), invoices: z.int(), payments: z.int(), year: z.int() }));

/** Empties the person's customers and what was never issued to them; keeps what the law wants kept, and says so. */
export async function erasePerson(unit: UnitOfWork, request: DomainEventData<'person.contacts-erased'>): Promise<void> {
  const { em } = unit;
  const { erasureId } = request;
  const customers = await customersOfPerson(em, request);
  const issued = await keptInvoices(em, customers, unit.now());
  const keeps = idList(issued.map(({ customer_id }) => customer_id));
  const changed = [unit.now(), idList(customers)];
  const quotes = await em.execute<{ id: string }[]>(
    `update billing.quotes set title = null, notes = null, signed_by = null, rejection_reason = null, signature_problem = null,
       invoiced_from = case when awaited_part is null then invoiced_from end, awaited_part = null,
       lines = ${linesWithoutWords}, version = version + 1, updated_at = ? where customer_id = any(?::uuid[]) returning id`,
    changed,
  );
  const terms = await em.execute<unknown[]>(
    `update billing.terms_acceptances set accepted_by = null, evidence = null, decline_reason = null,
       version = version + 1, updated_at = ? where customer_id = any(?::uuid[]) returning id`,
    changed,
  );
  const invoices = await em.execute<{ id: string }[]>(
    `update billing.invoices set title = null, notes = null, cancellation_reason = null,
       lines = ${linesWithoutWords}, version = version + 1, updated_at = ?
     where customer_id = any(?::uuid[]) and not ${mustBeKept} returning id`,
    [...changed, firstYearKept(unit.now())],
  );
  await em.execute(
    `update billing.customers set email = null, phone = null, contact_id = null, erasure_id = ?,
       name = case when id = any(?::uuid[]) then name else 'erased' end,
       address = case when id = any(?::uuid[]) then address end,
       erase_at = case when id = any(?::uuid[]) then ?::timestamptz end,
       version = version + 1, updated_at = ? where id = any(?::uuid[])`,
    [erasureId, keeps, keeps, keeps, issued.length > 0 ? lastDay(issued) : null, ...changed],
  );
  const unkept = customers.filter((id) => issued.every(({ customer_id }) => customer_id !== id));
  await em.execute('select billing.erase_payment_references(?::uuid[])', [idList(unkept)]);
  const files =
    (await removeFilesOf(unit, 'quote', quotes.map(idOf))) + (await removeFilesOf(unit, 'invoice', invoices.map(idOf)));
  // They told of new clients by name, address and phone.
  await forgetFinishedJobs(em, domainEventQueue('billing'), unit.caller.organizationId);
  const { emailDigest, interventionIds, contactIds, leadIds } = request;
  const subjectIds = [...interventionIds, ...contactIds, ...leadIds, ...(await idsOfCustomers(em, customers))];
  await unit.emit('person.documents-erased', { erasureId, emailDigest, subjectIds });
  await unit.emit('person.erased', {
    erasureId,
    part: {
      subgraph: 'billing',
      erased: [
        { what: 'customers: address of e-mail, phone', count: customers.length },
        { what: 'customers: name, postal address', count: unkept.length },
        { what: 'quotes: title, notes, descriptions, who signed', count: quotes.length },
        { what: 'answers to terms: who accepted, evidence, reasons', count: terms.length },
        { what: 'invoices that were never issued: title, notes, descriptions', count: invoices.length },
        { what: 'files of these quotes and invoices: name and content', count: files },
      ],
      kept: keptOf(issued),
      recipients: [],
    },
  });
}

const idOf = ({ id }: { id: string }): string => id;

async function keptInvoices(em: EntityManager, customers: readonly string[], now: Date) {
  return issuedRows.parse(
    await em.execute(
      `select customer_id, count(*)::int as invoices, max(extract(year from issued_at))::int as year,
         (sum((select count(*) from billing.payments p where p.invoice_id = i.id)))::int as payments
       from billing.invoices i where customer_id = any(?::uuid[]) and ${mustBeKept} group by customer_id`,
      [idList(customers), firstYearKept(now)],
    ),
  );
}

const lastDay = (issued: z.infer<typeof issuedRows>): string => keptUntil(Math.max(...issued.map(({ year }) => year)));

function keptOf(issued: z.infer<typeof issuedRows>) {
  if (issued.length === 0) return [];
  const sum = (of: 'invoices' | 'payments') => issued.reduce((all, one) => all + one[of], 0);
  const until = lastDay(issued);
  return [
    { what: 'invoices as they were issued', count: sum('invoices'), reason, until },
    { what: 'customers: name, postal address', count: issued.length, reason, until },
    { what: 'payments', count: sum('payments'), reason, until },
  ];
}
