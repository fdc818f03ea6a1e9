import {
  createInvoiceNinjaSandbox,
  defaultCompanies,
  type InvoiceNinjaOptions,
} from '../../../sandboxes/invoice-ninja/index.js';
import { closedAfterEach } from '../../support/closed-after-each.js';
import { startReceiver } from '../../support/receiver.js';
import { type Answer, call } from '../client.js';

/** The default companies' tokens, by name. */
const tokens = new Map(defaultCompanies.map(({ name, token }) => [name, token]));

export const company = 'HYPERVISUAL';

/** Sandboxes for the tests of the file that calls it, closed when a test is over. Calls are made for `company` unless another one is named. */
export function useInvoiceNinjas() {
  const keep = closedAfterEach();
  return async (options: InvoiceNinjaOptions = {}) => {
    const sandbox = keep(await createInvoiceNinjaSandbox(options).start());
    const send = (method: string, path: string, body?: unknown, name = company): Promise<Answer> =>
      call(method, `${sandbox.url}/api/v1${path}`, {
        body,
        headers: { 'x-api-token': tokens.get(name) ?? name, 'x-requested-with': 'XMLHttpRequest' },
      });
    /** The entity in a wrapped answer. */
    const make = async (path: string, body: unknown) => entity(await send('POST', path, body));
    const makeClient = (email = 'anna@example.com') =>
      make('/clients', { name: 'Anna Martin', country_id: 250, contacts: [{ first_name: 'Anna', email }] });
    const makeInvoice = async (fields: object = {}) => {
      const client_id = (await makeClient()).id;
      return make('/invoices', { client_id, line_items: [{ cost: 100, quantity: 1 }], ...fields });
    };
    const stateOf = (name = company) => {
      const state = sandbox.state()[name];
      if (!state) throw new Error(`no company ${name}`);
      return state;
    };
    const receive = async () => keep(await startReceiver());
    return { sandbox, send, make, makeClient, makeInvoice, stateOf, receive };
  };
}

/** The entity in a wrapped answer that was good. */
export function entity({ status, body }: Answer): Record<string, unknown> & { id: string } {
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return (body as { data: Record<string, unknown> & { id: string } }).data;
}
