import { randomUUID } from 'node:crypto';
import { startTestHub, type TestHub } from '../../support/hub.js';
import { done } from '../../support/rest-subjects.js';

// What something refers to stays; what nothing refers to goes for good.

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
}, 60_000);
afterAll(() => hub.close());

const made = async (path: string, thing: string, body: object): Promise<string> => {
  const answer = await done(hub.admin, 'POST', path, body);
  return `${path}/${(answer[thing] as { id: string }).id}`;
};
const idIn = (at: string): string => at.slice(at.lastIndexOf('/') + 1);
const remove = (at: string, headers: Record<string, string> = {}) =>
  hub.admin.rest('DELETE', at, { headers: { authorization: `Bearer ${hub.admin.key}`, ...headers } });

const company = () => made('/api/v1/companies', 'company', { name: 'Valoren' });
const customer = () => made('/api/v1/customers', 'customer', { name: 'Camille Durand' });
const contact = () => made('/api/v1/contacts', 'contact', { email: `${randomUUID()}@durand.example` });
const lead = async (at: string) => made('/api/v1/leads', 'lead', { contactId: idIn(at), source: 'website' });
const draft = (companyAt: string, customerAt: string, path: '/api/v1/quotes' | '/api/v1/invoices') =>
  made(path, path === '/api/v1/quotes' ? 'quote' : 'invoice', {
    companyId: idIn(companyAt),
    customerId: idIn(customerAt),
    lines: [{ description: 'Work', unitPrice: 10_000, vatRate: 2_000 }],
  });

test.each([
  ['company', company],
  ['customer', customer],
  ['contact', contact],
  ['lead', async () => lead(await contact())],
] as const)('a %s that nothing refers to is deleted at the version that was seen', async (thing, make) => {
  const at = await make();
  expect(await remove(at, { 'if-match': '"7"' })).toMatchObject({ status: 412, body: { currentVersion: 1 } });
  expect((await remove(at, { 'if-match': '"1"' })).status).toBe(204);
  expect(await remove(at)).toMatchObject({ status: 404 });
  const entries = await hub.database.sql<{ event: string; outcome: string }>(
    'select event, outcome from audit.entries where subject_id = $1 and event = $2 order by sequence',
    [idIn(at), `${thing}.deleted`],
  );
  expect(entries.map(({ outcome }) => outcome)).toEqual(['REFUSED', 'DONE', 'REFUSED']);
});

test('who was quoted or invoiced stays, and so does who did it; what refers to them is named', async () => {
  const [companyAt, customerAt] = [await company(), await customer()];
  const quote = await draft(companyAt, customerAt, '/api/v1/quotes');
  const invoice = await draft(companyAt, customerAt, '/api/v1/invoices');
  expect(await remove(customerAt)).toMatchObject({
    status: 409,
    body: { code: 'CONFLICT', referring: { quotes: 1, invoices: 1 } },
  });
  expect((await remove(invoice)).status).toBe(204);
  expect((await remove(customerAt)).body.referring).toEqual({ quotes: 1 });
  expect((await remove(companyAt)).body.referring).toEqual({ quotes: 1, 'numbers of documents': 1 });
  expect((await remove(quote)).status).toBe(204);
  expect((await remove(customerAt)).status).toBe(204);
  // The number of the quote is not given again.
  expect((await remove(companyAt)).body.referring).toEqual({ 'numbers of documents': 1 });
});

test('a contact with leads or consents stays', async () => {
  const at = await contact();
  const leadAt = await lead(at);
  await done(hub.admin, 'POST', `${at}/consents`, { purpose: 'EMAIL_MARKETING', source: 'website' });
  expect(await remove(at)).toMatchObject({ status: 409, body: { referring: { leads: 1, consents: 1 } } });
  expect((await remove(leadAt)).status).toBe(204);
  expect((await remove(at)).body.referring).toEqual({ consents: 1 });
});

test('a lead that was won stays, and so does its contact', async () => {
  const at = await contact();
  const leadAt = await lead(at);
  await done(hub.admin, 'POST', `${leadAt}/qualify`, {});
  await done(hub.admin, 'POST', `${leadAt}/convert`);
  expect(await remove(leadAt)).toMatchObject({ status: 409, body: { currentStatus: 'CONVERTED' } });
  expect((await remove(at)).body.referring).toEqual({ leads: 1 });
});
