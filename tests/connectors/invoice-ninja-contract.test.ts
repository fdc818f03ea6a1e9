import { invoiceNinja } from '../../connectors/invoice-ninja/index.js';
import type { Asked } from '../../platform/connectors/connector.js';
import { nothingKnown, subjectKey } from '../../platform/connectors/connector.js';
import { descriptions, descriptionsAreHere } from '../support/api-description.js';
import {
  actionOf,
  amount,
  at,
  credentials,
  creditNote,
  customer,
  invoice,
  payment,
  quote,
  recordOf,
  useInvoiceNinja,
} from '../support/invoice-ninja.js';
import { startContractMock } from '../support/prism.js';
import { vendorSession } from '../support/vendor-session.js';

const { links, payloadOf } = useInvoiceNinja();

(descriptionsAreHere ? test : test.skip)(
  'every call it can make is allowed by the official description (skipped where the contracts are not there)',
  async () => {
    const paths = ['clients', 'invoices', 'quotes', 'credits', 'payments', 'webhooks'].flatMap((kind) => [
      `/api/v1/${kind}`,
      `/api/v1/${kind}/{id}`,
    ]);
    // The description has no word of these bodies; invoices, quotes and credits are alike.
    const bodies = {
      'PUT /api/v1/invoices/{id}': 'InvoiceRequest',
      'POST /api/v1/quotes': 'InvoiceRequest',
      'PUT /api/v1/quotes/{id}': 'InvoiceRequest',
      'POST /api/v1/credits': 'InvoiceRequest',
      'PUT /api/v1/credits/{id}': 'InvoiceRequest',
      'POST /api/v1/webhooks': 'Webhook',
    };
    const pdf = '/api/v1/invoice/{invitation_key}/download';
    const actions = ['invoices', 'quotes'].map((kind) => `/api/v1/${kind}/{id}/{action}`);
    const used = [...paths, ...actions, '/api/v1/activities', '/api/v1/emails', '/api/v1/ping', pdf];
    const mock = await startContractMock(descriptions.invoiceNinja, used, bodies);
    try {
      const there = vendorSession(invoiceNinja, { baseUrl: mock.url, credentials });
      links.set(subjectKey({ type: 'customer', id: customer.id }), 'Opnel5aKBz');
      links.set(subjectKey({ type: 'invoice', id: invoice.id }), 'Opnel5aKBz');
      // A mock answers with examples, which are seldom what was sent: what the connector makes of that is not looked at.
      const done = async (what: Promise<unknown> | undefined) => what?.catch(() => undefined);
      const sync = async (name: string, data: object, externalId: string | null, about: Partial<Asked> = {}) => {
        const payload = payloadOf(name, data, about);
        await done(actionOf(name).send(there, payload, { ...nothingKnown, externalId, others: links }));
        await done(actionOf(name).reconcile?.(there, payload, at));
      };
      await done(invoiceNinja.check?.(there));
      const id = 'Opnel5aKBz';
      for (const known of [null, id]) {
        await sync('sync-customer', { customer: { ...customer, email: known && customer.email } }, known);
        // The examples' amounts: 10 of invoices and quotes, 100 of credits.
        for (const gross of [1_000, 10_000]) {
          const totals = { gross: amount(gross) };
          await sync('sync-invoice', { invoice: { ...invoice, totals, status: 'CANCELLED' } }, known);
          await sync('sync-quote', { quote: { ...quote, totals, status: 'SIGNED' } }, known);
          await sync('sync-invoice', { invoice: { ...creditNote, totals } }, known && `credits/${id}`);
        }
        // A cent beside the example: it is evened out.
        const cent = { ...invoice, totals: { gross: amount(1_001) } };
        await sync('sync-invoice', { invoice: cent }, known, { input: recordOf('invoice').pushInput });
      }
      const settled = { ...payment, id: quote.id };
      await sync('sync-payment', { payment: settled }, null);
      await sync('email-invoice', { invoice }, null);
      await done(invoiceNinja.subscribe?.(there, { urlOf: (topic) => `https://hub.example/?topic=${topic}` }));
      for (const name of ['customer', 'invoice', 'quote', 'payment'] as const) {
        await done(recordOf(name).read(there, id));
        await done(recordOf(name).changedSince(there, at, null));
      }
      await done(invoiceNinja.lookups?.['invoice-status']?.ask(there, { externalId: id }));
      await done(invoiceNinja.lookups?.invoices?.ask(there, { status: 'OPEN', page: 1, perPage: 20 }));
      await done(invoiceNinja.downloads?.['invoice-pdf']?.fetch(there, { externalId: id }));
      expect(mock.calls().filter(({ problems }) => problems.length > 0)).toEqual([]);
      // All it uses but two: the examples have no subscription of ours to renew, and no credit with an invitation.
      expect([...new Set(mock.calls().map(({ operation }) => operation))].sort()).toEqual([
        'GET /api/v1/activities',
        ...['GET /api/v1/clients', 'GET /api/v1/clients/{id}', 'GET /api/v1/credits', 'GET /api/v1/credits/{id}'],
        'GET /api/v1/invoice/{invitation_key}/download',
        ...['GET /api/v1/invoices', 'GET /api/v1/invoices/{id}', 'GET /api/v1/invoices/{id}/{action}'],
        ...['GET /api/v1/payments', 'GET /api/v1/payments/{id}', 'GET /api/v1/ping'],
        ...[
          'GET /api/v1/quotes',
          'GET /api/v1/quotes/{id}',
          'GET /api/v1/quotes/{id}/{action}',
          'GET /api/v1/webhooks',
        ],
        ...['POST /api/v1/clients', 'POST /api/v1/credits', 'POST /api/v1/emails', 'POST /api/v1/invoices'],
        ...['POST /api/v1/payments', 'POST /api/v1/quotes', 'POST /api/v1/webhooks'],
        ...[
          'PUT /api/v1/clients/{id}',
          'PUT /api/v1/credits/{id}',
          'PUT /api/v1/invoices/{id}',
          'PUT /api/v1/quotes/{id}',
        ],
      ]);
    } finally {
      await mock.close();
    }
  },
  120_000,
);
