import { createHash, randomUUID } from 'node:crypto';
import { routes } from '../../gateway/rest/routes.js';
import type { HubClient } from './client.js';
import { completeDossier } from './dossiers.js';
import { eventually } from './eventually.js';
import type { OrganizationData } from './organization-data.js';
import { partnerInput } from './partners.js';

const json = (body: object) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

/** A call over REST that has to work. */
export async function done(client: HubClient, method: string, path: string, body?: object) {
  const headers = { authorization: `Bearer ${client.key}` };
  const init = body ? { ...json(body), headers: { ...json(body).headers, ...headers } } : { headers };
  const answer = await client.rest(method, path, init);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The operation that the tests register, as the table's example has it. */
const operation = routes.find(
  ({ method, path }) => `${method} ${path}` === 'POST /api/v1/partners/:id/operations',
)?.example;
const documentId = createHash('sha256').update(String(operation?.document)).digest('hex');

/** A path of the table with an id of somebody in it, and the id of a document or of a vendor's where it has a place for one. */
export const placed = (path: string, id: string): string =>
  path
    .replace(':id', id)
    .replace(':documentId', documentId)
    .replace(/:(campaign|segment)Id/, '1');

/**
 * Makes what a route can work on, over REST: the id that goes into its path. By method and path of the table.
 * @param invoiceNinja where a sandbox of it is. Default: where nobody answers
 */
export function restSubjects(
  data: OrganizationData,
  invoiceNinja = 'http://127.0.0.1:9',
): Readonly<Record<string, () => Promise<string> | string>> {
  const { client, ids } = data;
  const made = async (path: string, body: object, thing: string): Promise<string> => {
    const answer = await done(client, 'POST', path, body);
    return (answer[thing] as { id: string }).id;
  };
  const after = async (make: () => Promise<string>, path: (id: string) => string, body?: object) => {
    const id = await make();
    await done(client, 'POST', path(id), body);
    return id;
  };
  const line = { description: 'Work', unitPrice: 10_000, vatRate: 2_000 };
  const parties = { companyId: ids.Company, customerId: ids.Customer, lines: [line] };
  const quote = () => made('/api/v1/quotes', parties, 'quote');
  const sentQuote = () => after(quote, (id) => `/api/v1/quotes/${id}/send`);
  const signedQuote = () => after(sentQuote, (id) => `/api/v1/quotes/${id}/sign`);
  const invoice = () => made('/api/v1/invoices', parties, 'invoice');
  const sentInvoice = () => after(invoice, (id) => `/api/v1/invoices/${id}/send`);
  const cancelledInvoice = () => after(invoice, (id) => `/api/v1/invoices/${id}/cancel`);
  const refundable = async () => {
    const id = await sentInvoice();
    await done(client, 'POST', '/api/v1/payments', { invoiceId: id, amount: 12_000, method: 'CASH' });
    await done(client, 'POST', `/api/v1/invoices/${id}/credit-notes`, { reason: 'test' });
    return id;
  };
  const terms = () =>
    made(
      '/api/v1/terms-acceptances',
      { companyId: ids.Company, customerId: ids.Customer, termsVersion: '1' },
      'termsAcceptance',
    );
  const lead = () => made('/api/v1/leads', { contactId: ids.Contact, source: 'website' }, 'lead');
  const qualifiedLead = () => after(lead, (id) => `/api/v1/leads/${id}/qualify`);
  const dossier = () => {
    const { photos, ...rest } = completeDossier();
    return made('/api/v1/interventions', { ...rest, photos, reference: `r-${randomUUID()}` }, 'intervention');
  };
  const blockedDelivery = async () => {
    const { delivery } = await done(client, 'POST', `/api/interventions/${await dossier()}/publish`);
    return (delivery as { id: string }).id;
  };
  const webhook = () =>
    made('/api/v1/webhooks', { name: 'test', url: 'http://127.0.0.1:9/', events: ['no'] }, 'webhook');

  const integration = () => {
    const credentials = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };
    const connection = {
      connector: 'symphonics',
      name: `c-${randomUUID()}`,
      baseUrl: 'http://127.0.0.1:9',
      credentials,
    };
    return made('/api/v1/integrations', connection, 'integration');
  };
  const subscribable = () => {
    const credentials = { apiKey: 'sandbox-token-hypervisual', webhookSecret: 'a secret of the tests' };
    const connection = { connector: 'invoice-ninja', name: `c-${randomUUID()}`, baseUrl: invoiceNinja, credentials };
    return made('/api/v1/integrations', connection, 'integration');
  };
  const partner = () =>
    made('/api/v1/partners', partnerInput({ name: `p-${randomUUID()}`, baseUrl: 'http://127.0.0.1:9' }), 'partner');
  const withOperation = () => after(partner, (id) => `/api/v1/partners/${id}/operations`, operation);
  const signature = async () => {
    const { signature: made } = await done(
      client,
      'POST',
      `/api/integrations/docuseal/signature/quote/${await sentQuote()}`,
      {},
    );
    return (made as { id: string }).id;
  };
  const syncedInvoice = async () => {
    const id = await sentInvoice();
    const { delivery } = await done(client, 'POST', `/api/integrations/invoice-ninja/sync/${id}`);
    const path = `/api/v1/deliveries/${(delivery as { id: string }).id}`;
    await eventually(async () => {
      const answer = await done(client, 'GET', path);
      return (answer.delivery as { status: string }).status === 'SUCCEEDED';
    }, 'the invoice is at Invoice Ninja');
    return id;
  };
  const paidInvoice = async () => {
    const id = await sentInvoice();
    await done(client, 'POST', '/api/v1/payments', { invoiceId: id, amount: 12_000, method: 'CASH' });
    return id;
  };
  const hold = () =>
    made('/api/v1/privacy/holds', { email: `${randomUUID()}@example.org`, reason: 'A dispute.' }, 'hold');
  const apiKey = () => made('/api/v1/api-keys', { name: 'test', scopes: ['keys:admin'] }, 'apiKey');

  return {
    'GET /api/v1/interventions/:id': () => ids.Intervention,
    'PATCH /api/v1/interventions/:id': dossier,
    'POST /api/v1/interventions/:id/status': dossier,
    'POST /api/v1/interventions/:id/dossier': dossier,
    'POST /api/v1/interventions/:id/signatures': dossier,
    'GET /api/v1/interventions/:id/history': () => ids.Intervention,
    'POST /api/interventions/:id/publish': dossier,
    'GET /api/interventions/:id/sync-status': () => ids.Intervention,
    'GET /api/v1/deliveries/:id': () => ids.Delivery,
    'POST /api/v1/deliveries/:id/retry': blockedDelivery,
    'POST /api/v1/deliveries/:id/cancel': blockedDelivery,
    'GET /api/v1/companies/:id': () => ids.Company,
    'PATCH /api/v1/companies/:id': () => ids.Company,
    'GET /api/v1/customers/:id': () => ids.Customer,
    'PATCH /api/v1/customers/:id': () => ids.Customer,
    'DELETE /api/v1/companies/:id': () => made('/api/v1/companies', { name: 'test' }, 'company'),
    'DELETE /api/v1/customers/:id': () => made('/api/v1/customers', { name: 'test' }, 'customer'),
    'DELETE /api/v1/contacts/:id': () => made('/api/v1/contacts', { firstName: 'test' }, 'contact'),
    'DELETE /api/v1/leads/:id': lead,
    'GET /api/v1/quotes/:id': () => ids.Quote,
    'GET /api/v1/quotes/:id/pdf': () => ids.Quote,
    'PATCH /api/v1/quotes/:id': quote,
    'DELETE /api/v1/quotes/:id': quote,
    'POST /api/v1/quotes/:id/send': quote,
    'POST /api/v1/quotes/:id/viewed': sentQuote,
    'POST /api/v1/quotes/:id/sign': sentQuote,
    'POST /api/v1/quotes/:id/reject': sentQuote,
    'POST /api/v1/quotes/:id/invoices': signedQuote,
    'POST /api/v1/quotes/:id/deposit-invoice': signedQuote,
    'POST /api/v1/quotes/:id/rest-invoice': signedQuote,
    'GET /api/v1/invoices/:id': () => ids.Invoice,
    'GET /api/v1/invoices/:id/pdf': () => ids.Invoice,
    'PATCH /api/v1/invoices/:id': invoice,
    'DELETE /api/v1/invoices/:id': invoice,
    'POST /api/v1/invoices/:id/send': invoice,
    'POST /api/v1/invoices/:id/viewed': sentInvoice,
    'POST /api/v1/invoices/:id/cancel': invoice,
    'POST /api/v1/invoices/:id/credit-notes': sentInvoice,
    'POST /api/v1/invoices/:id/refunds': refundable,
    'POST /api/v1/invoices/:id/archive': cancelledInvoice,
    'GET /api/v1/payments/:id': () => ids.Payment,
    'GET /api/v1/terms-acceptances/:id': () => ids.TermsAcceptance,
    'POST /api/v1/terms-acceptances/:id/accept': terms,
    'POST /api/v1/terms-acceptances/:id/decline': terms,
    'GET /api/v1/contacts/:id': () => ids.Contact,
    'PATCH /api/v1/contacts/:id': () => ids.Contact,
    'GET /api/v1/contacts/:id/consents': () => ids.Contact,
    'POST /api/v1/contacts/:id/consents': () => ids.Contact,
    'GET /api/v1/leads/:id': () => ids.Lead,
    'PATCH /api/v1/leads/:id': lead,
    'POST /api/v1/leads/:id/qualify': lead,
    'POST /api/v1/leads/:id/lose': lead,
    'POST /api/v1/leads/:id/convert': qualifiedLead,
    'GET /api/v1/api-keys/:id': apiKey,
    'DELETE /api/v1/api-keys/:id': apiKey,
    'POST /api/v1/api-keys/:id/regenerate': apiKey,
    'GET /api/v1/integrations/:id': () => ids.Connection,
    'PUT /api/v1/integrations/:id': integration,
    'DELETE /api/v1/integrations/:id': integration,
    'POST /api/v1/integrations/:id/test': () => ids.Connection,
    'POST /api/v1/integrations/:id/subscribe': subscribable,
    'POST /api/v1/integrations/:id/sync': integration,
    'GET /api/v1/integrations/:id/logs': () => ids.Connection,
    'POST /api/integrations/docuseal/signature/quote/:id': sentQuote,
    'POST /api/integrations/docuseal/signature/cgv/:id': terms,
    'GET /api/integrations/docuseal/signature/:id/status': signature,
    'GET /api/integrations/docuseal/signature/:id/embed': signature,
    'POST /api/integrations/docuseal/signature/:id/cancel': signature,
    'POST /api/integrations/docuseal/signature/:id/remind': signature,
    'POST /api/integrations/invoice-ninja/sync/:id': sentInvoice,
    'POST /api/integrations/invoice-ninja/deposit/:id': signedQuote,
    'GET /api/integrations/invoice-ninja/pdf/:id': syncedInvoice,
    'POST /api/integrations/invoice-ninja/email/:id': sentInvoice,
    'POST /api/integrations/mautic/sync/lead/:id': lead,
    'POST /api/integrations/mautic/trigger/quote-sent/:id': sentQuote,
    'POST /api/integrations/mautic/trigger/quote-followup/:id': sentQuote,
    'POST /api/integrations/mautic/trigger/payment-reminder/:id': sentInvoice,
    'POST /api/integrations/mautic/trigger/welcome/:id': () => ids.Contact,
    'POST /api/integrations/orchestrate/quote-sent/:id': sentQuote,
    'POST /api/integrations/orchestrate/quote-signed/:id': signedQuote,
    'POST /api/integrations/orchestrate/payment-received/:id': paidInvoice,
    'POST /api/integrations/orchestrate/lead-created/:id': lead,
    'GET /api/v1/partners/:id': () => ids.Partner,
    'PATCH /api/v1/partners/:id': partner,
    'DELETE /api/v1/partners/:id': partner,
    'GET /api/v1/partners/:id/operations': withOperation,
    'POST /api/v1/partners/:id/operations': partner,
    'DELETE /api/v1/partners/:id/operations/:documentId': withOperation,
    'POST /api/v1/partners/:id/backfills/preview': partner,
    'POST /api/v1/partners/:id/backfills': partner,
    'GET /api/v1/partners/:id/backfills': () => ids.Partner,
    'GET /api/v1/backfills/:id': () => ids.Backfill,
    'GET /api/v1/privacy/erasures/:id': () => ids.Erasure,
    'POST /api/v1/privacy/holds/:id/release': hold,
    'GET /api/v1/webhooks/:id': () => ids.Webhook,
    'PUT /api/v1/webhooks/:id': webhook,
    'DELETE /api/v1/webhooks/:id': webhook,
    'POST /api/v1/webhooks/:id/rotate-secret': webhook,
    'POST /api/v1/webhooks/:id/test': webhook,
    'GET /api/v1/webhooks/:id/logs': () => ids.Webhook,
  };
}
