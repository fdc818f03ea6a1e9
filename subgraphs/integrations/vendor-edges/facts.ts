import { z } from 'zod';

// What the hub makes of what vendors say of invoices and contacts.

const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .nullable();

const invoiceFound = z.object({
  number: z.string().nullable(),
  status: z.string(),
  currency: z.string(),
  gross: z.int(),
  paid: z.int(),
  balance: z.int(),
  issuedAt: moment,
  dueAt: moment,
  viewedAt: moment,
});

/** `null` when the vendor does not have it any more. */
export const invoiceFacts = z.union([
  invoiceFound,
  z.object({ status: z.null() }).transform((): z.infer<typeof invoiceFound> | null => null),
]);

export const invoiceListFacts = z.object({
  invoices: z.array(invoiceFound.extend({ externalId: z.string() })),
  total: z.int(),
});

const lists = z.array(z.object({ id: z.string(), name: z.string() }));

/** Of a contact that the vendor does not have any more, `null`. */
export const membershipFacts = z.object({ campaigns: lists.nullable(), segments: lists.nullable() });
