import { Ajv } from 'ajv';
import { descriptions, descriptionsAreHere, readDescription } from '../../support/api-description.js';
import { entity, useInvoiceNinjas } from './with-invoice-ninja.js';

const withInvoiceNinja = useInvoiceNinjas();

/**
 * Checks answers against the vendor's description, where server and description agree on the form: the server shows
 * numbers of catalogues as text (`country_id`), what is not set as empty text, and several `paymentables`.
 */
function descriptionChecks() {
  const ajv = new Ajv({ strict: false, validateSchema: false, validateFormats: false, coerceTypes: true });
  ajv.addSchema({ $id: 'description', ...readDescription(descriptions.invoiceNinja) });
  const told = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(told);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([name, inner]) => inner !== '' && name !== 'paymentables');
    return Object.fromEntries(entries.map(([name, inner]) => [name, told(inner)]));
  };
  return (method: string, path: string, body: unknown): string => {
    const place = `${method.toLowerCase()}/responses/200/content/application~1json/schema`;
    const pointer = `/paths/${`/api/v1${path}`.replaceAll('/', '~1')}/${place}`;
    const fits = ajv.compile({ $ref: encodeURI(`description#${pointer}`) });
    return fits(told(body)) ? 'as described' : ajv.errorsText(fits.errors);
  };
}

(descriptionsAreHere ? test : test.skip)(
  'answers as the official description says (skipped where the contracts are not there)',
  async () => {
    const vendor = await withInvoiceNinja();
    const invoice = await vendor.makeInvoice({ date: '2026-03-01', due_date: '2026-04-01' });
    const { client_id } = invoice;
    const quote = await vendor.make('/quotes', { client_id, line_items: [{ cost: 10, quantity: 1 }] });
    const payments = { client_id, invoices: [{ invoice_id: invoice.id, amount: '10.00' }] };
    const payment = await vendor.make('/payments', payments);
    const hook = await vendor.make('/webhooks', { target_url: 'http://127.0.0.1:9/', event_id: '4' });
    const check = descriptionChecks();
    const calls: [string, string, string, unknown?][] = [
      ['GET', '/clients', '/clients'],
      ['POST', '/clients', '/clients', { name: 'Paul', country_id: 250, contacts: [{ email: 'paul@example.com' }] }],
      ['GET', '/clients/{id}', `/clients/${client_id}`],
      ['PUT', '/clients/{id}', `/clients/${client_id}`, { city: 'Lyon' }],
      ['GET', '/invoices', '/invoices'],
      ['POST', '/invoices', '/invoices', { client_id }],
      ['GET', '/invoices/{id}', `/invoices/${invoice.id}`],
      ['PUT', '/invoices/{id}', `/invoices/${invoice.id}`, { discount: 5 }],
      ['GET', '/invoices/{id}/{action}', `/invoices/${invoice.id}/email`],
      ['GET', '/quotes', '/quotes'],
      ['POST', '/quotes', '/quotes', { client_id }],
      ['GET', '/quotes/{id}', `/quotes/${quote.id}`],
      ['PUT', '/quotes/{id}', `/quotes/${quote.id}`, { terms: 'none' }],
      ['GET', '/payments', '/payments'],
      ['POST', '/payments', '/payments', { client_id, amount: 5 }],
      ['GET', '/payments/{id}', `/payments/${payment.id}`],
      ['PUT', '/payments/{id}', `/payments/${payment.id}`, { private_notes: 'seen' }],
      ['GET', '/webhooks', '/webhooks'],
      ['GET', '/webhooks/{id}', `/webhooks/${hook.id}`],
      ['PUT', '/webhooks/{id}', `/webhooks/${hook.id}`, { event_id: '8' }],
    ];
    const found: Record<string, string> = {};
    for (const [method, path, actual, body] of calls) {
      const answer = await vendor.send(method, actual, body);
      const isList = method === 'GET' && path === actual;
      found[`${method} ${path}`] = check(method, path, isList ? answer.body : entity(answer));
    }
    expect(found).toEqual(Object.fromEntries(calls.map(([method, path]) => [`${method} ${path}`, 'as described'])));
    expect(check('GET', '/invoices/{id}', { balance: 'much' })).not.toBe('as described');
  },
);
