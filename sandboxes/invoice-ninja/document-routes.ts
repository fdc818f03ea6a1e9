import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { actOnDocument } from './actions.js';
import { idOf, includesOf, item } from './answer.js';
import type { Company } from './company.js';
import { documentFilters } from './document-filters.js';
import { createDocument, updateDocument } from './documents.js';
import type { BillingDocument } from './entities.js';
import type { InvoiceNinja } from './invoice-ninja.js';
import { listPage } from './list.js';
import { parse } from './parse.js';
import { payInvoice } from './payments.js';
import type { DocumentKind } from './tables.js';
import { bulkSchema, type DocumentTriggers, documentSchema, triggersSchema } from './wire.js';

const actionParamsSchema = z.object({ id: z.string(), action: z.string() });

/** `/invoices`, `/quotes` and `/credits`, which are alike. */
export function documentRoutes(app: FastifyInstance, vendor: InvoiceNinja, kind: DocumentKind): void {
  app.get(`/${kind}`, async (request) => {
    const company = vendor.companyOf(request);
    return page(company, kind, company.tables[kind].list(), request.query);
  });

  app.post(`/${kind}`, async (request) => {
    const company = vendor.companyOf(request);
    const triggers = parse(triggersSchema, request.query);
    const document = createDocument(company, kind, parse(documentSchema, request.body));
    pull(company, kind, document, triggers);
    return item(vendor, company.view(kind, document.id, includesOf(request.query)));
  });

  app.get(`/${kind}/:id`, async (request) =>
    item(vendor, vendor.companyOf(request).view(kind, idOf(request.params), includesOf(request.query))),
  );

  app.put(`/${kind}/:id`, async (request) => {
    const company = vendor.companyOf(request);
    const triggers = parse(triggersSchema, request.query);
    const document = updateDocument(company, kind, idOf(request.params), parse(documentSchema, request.body));
    pull(company, kind, document, triggers);
    return item(vendor, company.view(kind, document.id, includesOf(request.query)));
  });

  app.delete(`/${kind}/:id`, async (request) => {
    const company = vendor.companyOf(request);
    const { id } = actOnDocument(company, kind, idOf(request.params), 'delete');
    return item(vendor, company.view(kind, id));
  });

  app.post(`/${kind}/bulk`, async (request) => {
    const company = vendor.companyOf(request);
    const { action, ids, email_type } = parse(bulkSchema, request.body);
    if (kind === 'invoices') vendor.bulkLocks.take(company.name, action);
    const rows = ids.map((id) => company.tables[kind].get(id));
    for (const { id } of rows) actOnDocument(company, kind, id, action, email_type);
    return page(company, kind, rows, {});
  });

  app.get(`/${kind}/:id/:action`, async (request) => {
    const company = vendor.companyOf(request);
    const { id, action } = parse(actionParamsSchema, request.params);
    if (action === 'edit') return item(vendor, company.view(kind, id));
    const result = actOnDocument(company, kind, id, action);
    // Only a quote that is converted results in another document: its invoice.
    return item(vendor, company.view(result.id === id ? kind : 'invoices', result.id));
  });
}

function page(company: Company, kind: DocumentKind, rows: readonly BillingDocument[], query: unknown) {
  const include = includesOf(query);
  return listPage(query, {
    rows,
    filters: documentFilters(kind, company.today()),
    view: ({ id }) => company.view(kind, id, include),
  });
}

/** Does what the query of a create or an update asks for besides. */
function pull(company: Company, kind: DocumentKind, document: BillingDocument, triggers: DocumentTriggers): void {
  const act = (action: string) => actOnDocument(company, kind, document.id, action);
  if (triggers.mark_sent) act('mark_sent');
  if (triggers.send_email) act('email');
  if (kind !== 'invoices') return;
  if (triggers.paid) act('mark_paid');
  if (triggers.amount_paid !== undefined) {
    payInvoice(company, document, { amount: triggers.amount_paid, transaction_reference: 'Manual entry' }, true);
  }
  if (triggers.cancel) act('cancel');
}
