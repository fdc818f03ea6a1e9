import { randomUUID } from 'node:crypto';
import type { HubClient } from './client.js';
import { eventually } from './eventually.js';

/** Where the endpoints of requirements 003 are. */
export const integrationsPath = '/api/integrations';

interface Body extends Record<string, unknown> {
  delivery?: { id: string; status: string; action: string };
  deliveries?: { id: string; action: string }[];
  signature?: { id: string; state: string; submissionId: string | null; embedUrl?: string | null };
  invoice?: { id: string; number: string | null; kind: string };
}

/** Those endpoints for one client, and what they are called about, made through the graph. @param client asked for at each call */
export function integrationEndpoints(client: () => HubClient) {
  async function call(method: 'GET' | 'POST', path: string, body?: object): Promise<{ status: number; body: Body }> {
    const headers = { authorization: `Bearer ${client().key}`, 'content-type': 'application/json' };
    return client().rest(
      method,
      `${integrationsPath}${path}`,
      body ? { headers, body: JSON.stringify(body) } : undefined,
    );
  }
  async function done(method: 'GET' | 'POST', path: string, body?: object): Promise<Body> {
    const answer = await call(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  const made = async (mutation: string, type: string, input: object): Promise<string> => {
    const query = `mutation ($input: ${type}!) { made: ${mutation}(input: $input) { id } }`;
    return (await client().data<{ made: { id: string } }>(query, { input })).made.id;
  };
  const act = (mutation: string, id: string) =>
    client().data(`mutation ($id: ID!) { ${mutation}(id: $id) { id } }`, { id });

  /** A contact who is a customer, a company, and what a quote or an invoice between them begins with. */
  async function people() {
    const email = `${randomUUID().slice(0, 8)}@example.org`;
    const contactId = await made('createContact', 'ContactInput', { firstName: 'Camille', lastName: 'Durand', email });
    await client().data(
      'mutation ($id: ID!) { recordConsent(contactId: $id, input: { purpose: EMAIL_MARKETING, source: "web" }) { id } }',
      { id: contactId },
    );
    // Invoices of all companies are in one account there, so that their numbers must not be the same.
    const invoicePrefix = `F${randomUUID().slice(0, 4).toUpperCase()}`;
    const companyId = await made('createCompany', 'CreateCompanyInput', { name: 'Hypervisual', invoicePrefix });
    const customerId = await made('createCustomer', 'CreateCustomerInput', {
      name: 'Camille Durand',
      email,
      contactId,
    });
    const lines = [{ description: 'Heat pump', unitPrice: 100_000, vatRate: 2_000 }];
    return { email, contactId, companyId, customerId, parties: { companyId, customerId, lines } };
  }
  type People = Awaited<ReturnType<typeof people>>;

  const quote = ({ parties }: People) => made('createQuote', 'CreateQuoteInput', { ...parties, title: 'Heat pump' });
  const sentQuote = async (who: People) => {
    const id = await quote(who);
    await act('sendQuote', id);
    return id;
  };
  const signedQuote = async (who: People) => {
    const id = await sentQuote(who);
    await act('signQuote', id);
    return id;
  };
  const sentInvoice = async ({ parties }: People) => {
    const id = await made('createInvoice', 'CreateInvoiceInput', parties);
    await act('sendInvoice', id);
    return id;
  };

  const settled = (id: string, status = 'SUCCEEDED') =>
    eventually(async () => {
      const { body } = await client().rest('GET', `/api/v1/deliveries/${id}`);
      const { delivery } = body as unknown as { delivery: { status: string; externalId: string | null } };
      return delivery.status === status && delivery;
    }, `delivery ${id} is ${status}`);
  const settledOf = async (body: Body) => settled(body.delivery?.id ?? '');

  return { call, done, made, act, people, quote, sentQuote, signedQuote, sentInvoice, settled, settledOf };
}
