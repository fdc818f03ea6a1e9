import type { FastifyInstance } from 'fastify';
import { Refusal } from '../kit/refusal.js';
import { item } from './answer.js';
import { emailDocument } from './emails.js';
import type { InvoiceNinja } from './invoice-ninja.js';
import { invalid, parse } from './parse.js';
import { emailSchema } from './wire.js';

const documentKinds = { invoice: 'invoices', quote: 'quotes', credit: 'credits' } as const;

/** The names of the description's example, and the same with the prefix the server's settings have. */
const templates =
  /^(email_template_)?(invoice|quote|credit|purchase_order|payment|payment_partial|reminder1|reminder2|reminder3|reminder_endless|custom1|custom2|custom3)$/;

/** `POST /emails`: sends a document to its client. */
export function emailRoutes(app: FastifyInstance, vendor: InvoiceNinja): void {
  app.post('/emails', async (request) => {
    const company = vendor.companyOf(request);
    const { entity, entity_id, ...text } = parse(emailSchema, request.body);
    if (!templates.test(text.template)) throw invalid([{ field: 'template', message: 'Invalid template.' }]);
    const kind = isDocument(entity) ? documentKinds[entity] : undefined;
    const document = kind && company.tables[kind].find(entity_id);
    // The server takes one that it does not find for one the user may not send.
    if (!document) throw new Refusal(403, 'This action is unauthorized.');
    emailDocument(company, kind, document, text);
    return item(vendor, company.view(kind, document.id));
  });
}

function isDocument(entity: string): entity is keyof typeof documentKinds {
  return Object.hasOwn(documentKinds, entity);
}
