import { z } from 'zod';
import { defineDownload, defineLookup } from '../../platform/connectors/connector.js';
import { downloadPdf, getOne, list } from './client.js';
import type { Credentials } from './credentials.js';
import { entityOf, invoicePlace } from './places.js';
import type { Settings } from './settings.js';
import { statusOf, viewedAt } from './statuses.js';
import { momentOfDay } from './values.js';
import type { VendorDocument } from './wire.js';

const id = z.string().regex(/^(credits\/)?[A-Za-z0-9]{1,40}$/, 'must be the id of an invoice or a credit note');
const invoice = z.object({ externalId: id });
const holds = { positiveMs: 30_000, negativeMs: 5_000 };

const summaryOf = (kind: 'invoices' | 'credits', document: VendorDocument, { currency }: Settings) => ({
  number: document.number,
  status: statusOf(kind, document),
  currency,
  gross: document.amount,
  paid: document.paid_to_date,
  balance: document.balance,
  issuedAt: momentOfDay(document.date),
  dueAt: momentOfDay(document.due_date),
  viewedAt: momentOf(viewedAt(document)),
  archivedAt: document.archived_at > 0 ? new Date(document.archived_at * 1_000).toISOString() : null,
  deleted: document.is_deleted,
});

/** `2026-03-01 10:00:00`, in UTC. */
const momentOf = (time: string | null): string | null =>
  time && !Number.isNaN(Date.parse(`${time.replace(' ', 'T')}Z`))
    ? new Date(`${time.replace(' ', 'T')}Z`).toISOString()
    : null;

/** An invoice, or a credit note, as it is there: amounts in minor units. */
export const invoiceStatus = defineLookup<Credentials, z.infer<typeof invoice>, Settings>({
  input: invoice,
  holds,
  async ask(session, { externalId }) {
    const place = invoicePlace(externalId);
    const found = await getOne(session, place.kind, place.id);
    if (!found) return { positive: false, facts: { status: null } };
    return { positive: true, facts: summaryOf(place.kind, found, session.settings) };
  },
});

/** What `status` stands for there. What is open may be overdue. */
const statusFilters = {
  DRAFT: { client_status: 'draft' },
  OPEN: { client_status: 'unpaid' },
  OVERDUE: { client_status: 'overdue' },
  PAID: { client_status: 'paid' },
  CANCELLED: { client_status: 'cancelled' },
  ARCHIVED: { status: 'archived' },
} as const;

const listed = z.object({
  status: z.enum(Object.keys(statusFilters) as [keyof typeof statusFilters]).optional(),
  /** The id of a client there. */
  client: z
    .string()
    .regex(/^[A-Za-z0-9]{1,40}$/)
    .optional(),
  number: z.string().max(60).optional(),
  page: z.int().min(1).default(1),
  perPage: z.int().min(1).max(100).default(20),
});

/** The invoices there are, newest first; deleted ones are left out, archived ones are not. */
export const invoices = defineLookup<Credentials, z.infer<typeof listed>, Settings>({
  input: listed,
  holds,
  async ask(session, { status, client, number, page, perPage }) {
    const { rows, total } = await list(session, 'invoices', {
      status: 'active,archived',
      ...(status && statusFilters[status]),
      ...(client && { client_id: client }),
      ...(number && { number }),
      sort: 'id|desc',
      page: String(page),
      per_page: String(perPage),
    });
    const found = rows.map((document) => ({
      externalId: document.id,
      customer: document.client_id,
      ...summaryOf('invoices', document, session.settings),
    }));
    return { positive: rows.length > 0, facts: { invoices: found, page, perPage, total } };
  },
});

/** GET /invoice/{invitation_key}/download: the PDF as the customer gets it. */
export const invoicePdf = defineDownload<Credentials, z.infer<typeof invoice>, Settings>({
  input: invoice,
  async fetch(session, { externalId }) {
    const { kind, id } = invoicePlace(externalId);
    const found = await getOne(session, kind, id);
    const key = found?.invitations.find((one) => one.key !== '')?.key;
    if (!found || !key) return null;
    const bytes = await downloadPdf(session, entityOf(kind), key);
    return { name: `${found.number.replaceAll(/[^\w.-]/g, '_')}.pdf`, mediaType: 'application/pdf', bytes };
  },
});
