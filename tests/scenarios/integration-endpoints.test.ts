import { randomUUID } from 'node:crypto';
import type { HubClient } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { integrationEndpoints, integrationsPath } from '../support/integration-endpoints.js';
import { startVendors, type Vendors } from '../support/vendors.js';

// The endpoints of requirements 003 over HTTP, against the three sandboxes. The client holds every answer to schema/openapi.json.

let hub: TestHub;
let vendors: Vendors;
let client: HubClient;
beforeAll(async () => {
  hub = await startTestHub();
  vendors = await startVendors(hub, () => new Date());
  client = hub.admin;
}, 60_000);
afterAll(async () => {
  await hub.close();
  await vendors.close();
});

const { call, done, made, act, people, quote, sentQuote, signedQuote, sentInvoice, settled, settledOf } =
  integrationEndpoints(() => client);
const mauticContact = (email: string) => vendors.mautic.state().contacts.find((one) => one.email === email);

test('DocuSeal: a quote is asked for once, shown, embedded, reminded of and taken back; terms likewise', async () => {
  const who = await people();
  const quoteId = await sentQuote(who);
  const { signature } = await done('POST', `/docuseal/signature/quote/${quoteId}`, { level: 'SES' });
  const again = await done('POST', `/docuseal/signature/quote/${quoteId}`);
  expect(again.signature?.id).toBe(signature?.id);
  const path = `/docuseal/signature/${signature?.id}`;
  await eventually(
    async () => (await done('GET', `${path}/status`)).signature?.submissionId,
    'DocuSeal has the submission',
  );
  expect(vendors.docuseal.state().submissions).toHaveLength(1);
  expect((await done('GET', `${path}/embed`)).signature?.embedUrl).toMatch(/^https?:/);
  const reminded = await done('POST', `${path}/remind`, {});
  expect(reminded.signature).toMatchObject({ remindersSent: 1 });
  await done('POST', `${path}/cancel`);
  await eventually(
    async () => (await done('GET', `${path}/status`)).signature?.state === 'CANCELLED',
    'the signature is cancelled',
  );
  expect(await call('POST', `${path}/remind`)).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });

  const termsId = await made('createTermsAcceptance', 'CreateTermsAcceptanceInput', {
    companyId: who.companyId,
    customerId: who.customerId,
    termsVersion: '1',
  });
  const terms = await done('POST', `/docuseal/signature/cgv/${termsId}`, {});
  expect(terms.signature).toMatchObject({ kind: 'TERMS', subjectId: termsId });
});

test('Invoice Ninja: an invoice goes there once, comes back as a PDF and in the list, and is mailed', async () => {
  const who = await people();
  const id = await sentInvoice(who);
  const { delivery } = await done('POST', `/invoice-ninja/sync/${id}`);
  const { externalId } = await settled(delivery?.id ?? '');
  expect(vendors.ninja().invoices).toHaveLength(1);

  const pdf = await fetch(`${hub.url}${integrationsPath}/invoice-ninja/pdf/${id}`, {
    headers: { authorization: `Bearer ${client.key}` },
  });
  expect(pdf.headers.get('content-type')).toBe('application/pdf');
  expect(pdf.headers.get('content-disposition')).toContain('.pdf');
  expect(
    Buffer.from(await pdf.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');

  const list = await done('GET', '/invoice-ninja/invoices?status=OPEN&perPage=5');
  expect(list).toMatchObject({ source: 'LIVE', error: null, page: 1, perPage: 5, total: 1 });
  expect(list.invoices).toEqual([expect.objectContaining({ externalId, amount: 120_000, currency: 'EUR' })]);
  expect(await call('GET', '/invoice-ninja/invoices?status=LOST')).toMatchObject({ status: 400 });

  await settledOf(await done('POST', `/invoice-ninja/email/${id}`));
  const copy = await done('POST', `/invoice-ninja/email/${id}`, { variant: 'copy', input: { template: 'reminder1' } });
  await settledOf(copy);
  const bad = await call('POST', `/invoice-ninja/email/${id}`, { variant: 'x', input: { template: 'poem' } });
  expect(bad).toMatchObject({ status: 422, body: { violations: [{ field: 'input.template' }] } });
});

test('Invoice Ninja: the deposit of a signed quote is invoiced and sent once', async () => {
  const who = await people();
  const sent = await sentQuote(who);
  expect(await call('POST', `/invoice-ninja/deposit/${sent}`)).toMatchObject({ status: 409 });
  const id = await signedQuote(who);
  const { invoice } = await done('POST', `/invoice-ninja/deposit/${id}`);
  expect(invoice).toMatchObject({ kind: 'DEPOSIT', number: expect.any(String) });
  expect((await done('POST', `/invoice-ninja/deposit/${id}`)).invoice?.id).toBe(invoice?.id);
});

test('Mautic: contacts and leads go there, campaigns start once each, levels follow one another', async () => {
  const email = `sync-${randomUUID().slice(0, 8)}@example.org`;
  await settledOf(await done('POST', '/mautic/sync/contact', { email, firstName: 'Ada' }));
  expect(mauticContact(email)).toMatchObject({ fields: expect.objectContaining({ firstname: 'Ada' }) });
  await settledOf(await done('POST', '/mautic/sync/contact', { email, firstName: 'Grace' }));
  expect(vendors.mautic.state().contacts.filter((one) => one.email === email)).toHaveLength(1);
  expect(await call('POST', '/mautic/sync/contact', { firstName: 'Nobody' })).toMatchObject({ status: 400 });

  const who = await people();
  const leadId = await made('createLead', 'CreateLeadInput', { contactId: who.contactId, source: 'website' });
  await settledOf(await done('POST', `/mautic/sync/lead/${leadId}`));

  const quoteId = await sentQuote(who);
  const first = await done('POST', `/mautic/trigger/quote-sent/${quoteId}`);
  const again = await done('POST', `/mautic/trigger/quote-sent/${quoteId}`);
  expect(again.delivery?.id).toBe(first.delivery?.id);
  await settledOf(first);
  await settledOf(await done('POST', `/mautic/trigger/quote-followup/${quoteId}`));
  expect(await call('POST', `/mautic/trigger/quote-followup/${quoteId}`, { followUp: 3 })).toMatchObject({
    status: 422,
    body: { violations: [{ field: 'followUp' }] },
  });

  const invoiceId = await sentInvoice(who);
  for (const _ of [1, 2, 3]) await settledOf(await done('POST', `/mautic/trigger/payment-reminder/${invoiceId}`));
  expect(await call('POST', `/mautic/trigger/payment-reminder/${invoiceId}`)).toMatchObject({ status: 409 });
  const levels = await client.data<{ invoice: { deliveries: { nodes: { action: string; variant: string }[] } } }>(
    'query ($id: ID!) { invoice(id: $id) { deliveries { nodes { action variant } } } }',
    { id: invoiceId },
  );
  const reminders = levels.invoice.deliveries.nodes.filter(({ action }) => action === 'start-payment-reminder');
  expect(reminders.map(({ variant }) => variant).sort()).toEqual(['1', '2', '3']);

  await act('qualifyLead', leadId);
  await act('convertLead', leadId);
  await settledOf(await done('POST', `/mautic/trigger/welcome/${who.contactId}`));
  expect(mauticContact(who.email)?.emails.map(({ campaignId }) => campaignId)).toEqual(
    expect.arrayContaining([1, 2, 3, 4]),
  );
});

test('Mautic: statistics and the dashboard; what is not there is 404', async () => {
  expect(await done('GET', '/mautic/campaign/1/stats')).toMatchObject({ error: null, campaign: { id: '1' } });
  expect(await done('GET', '/mautic/segment/3/stats')).toMatchObject({ error: null, segment: { id: '3' } });
  const dashboard = await done('GET', '/mautic/dashboard');
  expect(dashboard).toMatchObject({ error: null, contacts: expect.any(Number) });
  expect(dashboard.campaigns).toHaveLength(5);
  for (const id of ['999', 'nonsense']) {
    expect(await call('GET', `/mautic/campaign/${id}/stats`)).toMatchObject({ status: 404 });
    expect(await call('GET', `/mautic/segment/${id}/stats`)).toMatchObject({ status: 404 });
  }
});

test('orchestration: each event once more, from what is true now, and nothing twice', async () => {
  const who = await people();
  const draft = await quote(who);
  const refused = await call('POST', `/orchestrate/quote-sent/${draft}`);
  expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining('DRAFT'), status: 409 } });
  expect(await call('POST', `/orchestrate/quote-signed/${draft}`)).toMatchObject({ status: 409 });

  await act('sendQuote', draft);
  const sent = await done('POST', `/orchestrate/quote-sent/${draft}`);
  const actions = sent.deliveries?.map(({ action }) => action) ?? [];
  expect(actions).toEqual(expect.arrayContaining(['request-quote-signature', 'start-quote-sent']));
  const once = sent.deliveries?.filter(({ action }) => action !== 'sync-contact').map(({ id }) => id);
  const again = await done('POST', `/orchestrate/quote-sent/${draft}`);
  expect(again.deliveries?.filter(({ action }) => action !== 'sync-contact').map(({ id }) => id)).toEqual(once);

  await act('signQuote', draft);
  const signed = await done('POST', `/orchestrate/quote-signed/${draft}`);
  expect(signed.deliveries?.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['note-quote-signed', 'sync-invoice']),
  );
  await done('POST', `/orchestrate/quote-signed/${draft}`);
  const { quote: after } = await client.data<{ quote: { invoices: { id: string; kind: string; status: string }[] } }>(
    'query ($id: ID!) { quote(id: $id) { invoices { id kind status } } }',
    { id: draft },
  );
  expect(after.invoices).toEqual([expect.objectContaining({ kind: 'DEPOSIT', status: 'SENT' })]);
  const deposit = after.invoices[0]?.id ?? '';

  expect(await call('POST', `/orchestrate/payment-received/${deposit}`)).toMatchObject({ status: 409 });
  for (const amount of [100, 200]) {
    await made('recordPayment', 'RecordPaymentInput', { invoiceId: deposit, amount, method: 'CARD' });
  }
  const paid = await done('POST', `/orchestrate/payment-received/${deposit}`);
  expect(paid.deliveries?.filter(({ action }) => action === 'sync-payment')).toHaveLength(2);
  for (const { id } of paid.deliveries ?? []) await settled(id);

  const leadId = await made('createLead', 'CreateLeadInput', { contactId: who.contactId, source: 'website' });
  const lead = await done('POST', `/orchestrate/lead-created/${leadId}`);
  expect(lead.deliveries?.map(({ action }) => action)).toEqual(['sync-lead', 'start-lead-nurturing']);
  await act('loseLead', leadId).catch(() => undefined);
  expect(await done('GET', '/health')).toMatchObject({ integrations: expect.any(Array) });
});

test('what is asked of nothing is 404 at every endpoint with an id', async () => {
  const nobody = randomUUID();
  for (const [method, path] of [
    ['POST', '/docuseal/signature/quote/'],
    ['POST', '/docuseal/signature/cgv/'],
    ['POST', '/invoice-ninja/sync/'],
    ['POST', '/invoice-ninja/deposit/'],
    ['GET', '/invoice-ninja/pdf/'],
    ['POST', '/invoice-ninja/email/'],
    ['POST', '/mautic/sync/lead/'],
    ['POST', '/mautic/trigger/quote-sent/'],
    ['POST', '/mautic/trigger/quote-followup/'],
    ['POST', '/mautic/trigger/payment-reminder/'],
    ['POST', '/mautic/trigger/welcome/'],
    ['POST', '/orchestrate/quote-sent/'],
    ['POST', '/orchestrate/quote-signed/'],
    ['POST', '/orchestrate/payment-received/'],
    ['POST', '/orchestrate/lead-created/'],
  ] as const) {
    for (const id of [nobody, 'no-id']) {
      expect({ path, ...(await call(method, `${path}${id}`)) }).toMatchObject({ path, status: 404 });
    }
  }
  for (const [method, step] of [
    ['GET', 'status'],
    ['GET', 'embed'],
    ['POST', 'cancel'],
    ['POST', 'remind'],
  ] as const) {
    expect(await call(method, `/docuseal/signature/${nobody}/${step}`)).toMatchObject({ status: 404 });
  }
});

test('the webhooks of all three come in at their paths, and without a proof do not', async () => {
  for (const vendor of ['docuseal', 'invoice-ninja', 'mautic']) {
    const response = await fetch(`${hub.url}${integrationsPath}/${vendor}/webhook`, { method: 'POST', body: '{}' });
    expect({ vendor, status: response.status }).toEqual({ vendor, status: 401 });
  }
  const { inboundWebhooks } = await client.data<{
    inboundWebhooks: { nodes: { connection: { connector: string } }[] };
  }>('{ inboundWebhooks(first: 100) { nodes { connection { connector } } } }');
  const told = new Set(inboundWebhooks.nodes.map(({ connection }) => connection.connector));
  expect([...told].sort()).toEqual(['docuseal', 'invoice-ninja', 'mautic']);
});

test('what a connector cannot do is said, with what it can', async () => {
  const ask = (connector: string, action: string) =>
    client.ask(
      'mutation ($c: String!, $a: String!, $id: ID!) { requestDelivery(connector: $c, action: $a, subjectId: $id) { id } }',
      {
        c: connector,
        a: action,
        id: randomUUID(),
      },
    );
  const unknown = await ask('mautic', 'sing');
  expect(unknown.errors?.[0]?.extensions).toMatchObject({
    code: 'NOT_FOUND',
    actions: expect.arrayContaining(['sync-contact']),
  });
  const partner = await ask('partner', 'publish-intervention');
  expect(partner.errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
  expect(partner.errors?.[0]?.extensions?.connectors).not.toContain('partner');
  expect((await ask('symphonics', 'update-intervention')).errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT' });
  const nothing = await ask('invoice-ninja', 'sync-invoice');
  expect(nothing.errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', subjectType: 'invoice' });
});
