import type { FastifyInstance } from 'fastify';
import { Refusal } from '../kit/refusal.js';
import { keepOrDrop } from './actions.js';
import { idOf, includesOf, item } from './answer.js';
import type { Company } from './company.js';
import type { Payment } from './entities.js';
import type { InvoiceNinja } from './invoice-ninja.js';
import { listPage } from './list.js';
import { parse } from './parse.js';
import { createPayment } from './payments.js';
import { bulkSchema, paymentChangesSchema, paymentSchema } from './wire.js';

/** `/payments`. */
export function paymentRoutes(app: FastifyInstance, vendor: InvoiceNinja): void {
  app.get('/payments', async (request) => {
    const company = vendor.companyOf(request);
    return page(company, company.tables.payments.list(), request.query);
  });

  app.post('/payments', async (request) => {
    const company = vendor.companyOf(request);
    const payment = createPayment(company, parse(paymentSchema, request.body));
    return item(vendor, company.view('payments', payment.id, includesOf(request.query)));
  });

  app.get('/payments/:id', async (request) =>
    item(vendor, vendor.companyOf(request).view('payments', idOf(request.params), includesOf(request.query))),
  );

  app.put('/payments/:id', async (request) => {
    const company = vendor.companyOf(request);
    const payment = company.tables.payments.getEditable(idOf(request.params));
    Object.assign(payment, parse(paymentChangesSchema, request.body));
    company.changed('payments', 'update', payment);
    return item(vendor, company.view('payments', payment.id, includesOf(request.query)));
  });

  app.delete('/payments/:id', async (request) => {
    const company = vendor.companyOf(request);
    const id = idOf(request.params);
    keepOrDrop(company, 'payments', id, 'delete');
    return item(vendor, company.view('payments', id));
  });

  app.post('/payments/bulk', async (request) => {
    const company = vendor.companyOf(request);
    const { action, ids } = parse(bulkSchema, request.body);
    const rows = ids.map((id) => company.tables.payments.get(id));
    for (const { id } of rows) {
      if (!keepOrDrop(company, 'payments', id, action)) {
        throw new Refusal(400, `The requested action \`${action}\` is not available.`);
      }
    }
    return page(company, rows, {});
  });
}

function page(company: Company, rows: readonly Payment[], query: unknown) {
  const include = includesOf(query);
  return listPage(query, {
    rows,
    filters: {
      client_id: ({ client_id }, id) => client_id === id,
      number: ({ number }, wanted) => number === wanted,
      filter: ({ amount, date, transaction_reference }, part) =>
        [String(amount), date, transaction_reference].some((text) => text.includes(part)),
    },
    view: ({ id }) => company.view('payments', id, include),
  });
}
