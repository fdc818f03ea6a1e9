import { z } from 'zod';
import { ConflictError } from '../../../platform/errors/errors.js';
import { HubError } from '../../../platform/errors/hub-error.js';
import type { DomainEventData } from '../../../platform/events/domain-events.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Customer } from '../entities/customer.js';
import { isErased } from '../privacy/is-erased.js';
import { cancelInvoice } from './cancel-invoice.js';
import { markInvoiceViewed } from './mark-invoice-viewed.js';
import { markQuoteViewed } from './mark-quote-viewed.js';
import { sendInvoice } from './send-invoice.js';
import { sendQuote } from './send-quote.js';
import { takeVendorPayment } from './take-vendor-payment.js';
import { updateCustomer } from './update-customer.js';
import { updateInvoice } from './update-invoice.js';
import { updateQuote } from './update-quote.js';

type Changed = DomainEventData<'record.changed-at-vendor'>;

/** What belongs together: it is taken over whole, or refused whole. */
interface Step {
  fields: readonly string[];
  take(changes: Record<string, unknown>): Promise<unknown>;
}

/**
 * Takes over what was changed at a vendor, by the same operations as a person's changes. What they refuse is told back
 * and left for a person. Said again, nothing more is changed.
 */
export async function takeVendorChanges(unit: UnitOfWork, changed: Changed): Promise<void> {
  const { type, subjectId, connectionId, connector, externalId } = changed;
  if (subjectId === null) {
    if (type === 'payment') await takeVendorPayment(unit, changed);
    return;
  }
  if (await isErased(unit.em, subjectId)) return;
  const left = new Map(Object.entries(changed.changes));
  const shared = { type, subjectId, connectionId, connector, externalId };
  const refuse = (changes: Record<string, unknown>, reason: string) =>
    unit.emit('record.change-refused', { ...shared, changes, ours: {}, reason });
  for (const { fields, take } of stepsOf(unit, type, subjectId)) {
    const changes = Object.fromEntries(
      fields.filter((field) => left.has(field)).map((field) => [field, left.get(field)]),
    );
    if (Object.keys(changes).length === 0) continue;
    for (const field of fields) left.delete(field);
    await take(changes).catch(async (error: unknown) => {
      if (!(error instanceof HubError) || error.retryable) throw error;
      await refuse(changes, error.message);
    });
  }
  if (isBilled(type) && left.size > 0) await refuse(Object.fromEntries(left), 'It is written once, and not changed.');
}

const isBilled = (type: Changed['type']): boolean => ['customer', 'invoice', 'quote', 'payment'].includes(type);

function stepsOf(unit: UnitOfWork, type: Changed['type'], id: string): Step[] {
  switch (type) {
    case 'customer':
      return [{ fields: ['name', 'email', 'phone', ...addressFields], take: (to) => changeCustomer(unit, id, to) }];
    case 'invoice':
      return [
        { fields: ['title'], take: (to) => updateInvoice(unit, id, words.parse(to)) },
        { fields: ['notes'], take: (to) => updateInvoice(unit, id, words.parse(to)) },
        { fields: ['dueAt'], take: ({ dueAt }) => updateInvoice(unit, id, { dueAt: moment.parse(dueAt) }) },
        { fields: ['status'], take: ({ status }) => moveInvoice(unit, id, status) },
        { fields: fixed, take: refuseFixed },
      ];
    case 'quote':
      return [
        { fields: ['title'], take: (to) => updateQuote(unit, id, words.parse(to)) },
        { fields: ['notes'], take: (to) => updateQuote(unit, id, words.parse(to)) },
        {
          fields: ['validUntil'],
          take: ({ validUntil }) => updateQuote(unit, id, { validUntil: moment.parse(validUntil) }),
        },
        { fields: ['status'], take: ({ status }) => moveQuote(unit, id, status) },
        { fields: fixed, take: refuseFixed },
      ];
    default:
      return [];
  }
}

const words = z.object({ title: z.string().nullable(), notes: z.string().nullable() }).partial();
const moment = z.coerce.date().nullable();
const text = z.string().nullish();

/** What these say is worked out here, or stands in what the customer has got: a person looks at it. */
const fixed = ['number', 'currency', 'gross', 'lines', 'issuedAt', 'customer'];

function refuseFixed(changes: Record<string, unknown>): Promise<never> {
  const names = Object.keys(changes).join(', ');
  return Promise.reject(new ConflictError(`${names}: is not taken over from a vendor by itself.`));
}

const addressFields = ['street', 'postalCode', 'city', 'country'];

async function changeCustomer(unit: UnitOfWork, id: string, changes: Record<string, unknown>): Promise<void> {
  const given = z.object({ name: z.string(), email: text, phone: text }).partial().parse(changes);
  const parts = Object.fromEntries(
    addressFields.filter((field) => field in changes).map((field) => [field, changes[field]]),
  );
  if (Object.keys(parts).length === 0) {
    await updateCustomer(unit, id, given);
    return;
  }
  const { address } = await unit.em.findOneOrFail(Customer, { id });
  const { street, postalCode, city, country } = z
    .object({ street: text, postalCode: text, city: text, country: text })
    .parse({ ...address, ...parts });
  const whole = { street: street ?? '', postalCode: postalCode ?? '', city: city ?? '', country: country ?? 'FR' };
  const isEmpty = !whole.street && !whole.postalCode && !whole.city;
  await updateCustomer(unit, id, {
    ...given,
    address: isEmpty ? null : { ...whole, complement: address?.complement ?? null },
  });
}

function moveInvoice(unit: UnitOfWork, id: string, status: unknown): Promise<unknown> {
  switch (status) {
    case 'SENT':
      return sendInvoice(unit, id);
    case 'VIEWED':
      return markInvoiceViewed(unit, id);
    case 'CANCELLED':
      return cancelInvoice(unit, { id, reason: 'Cancelled at a vendor' });
    default:
      return refuseFixed({ status });
  }
}

function moveQuote(unit: UnitOfWork, id: string, status: unknown): Promise<unknown> {
  switch (status) {
    case 'SENT':
      return sendQuote(unit, id);
    case 'VIEWED':
      return markQuoteViewed(unit, id);
    default:
      return refuseFixed({ status });
  }
}
