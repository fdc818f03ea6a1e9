import { randomUUID } from 'node:crypto';
import { createAccessData } from './access-data.js';
import type { HubClient } from './client.js';
import { completeDossier, createIntervention, publishOne, watchIntervention } from './dossiers.js';
import { eventually } from './eventually.js';
import { smallPdf, upload } from './files.js';
import type { TestHub } from './hub.js';
import { createPartner } from './partners.js';
import { createWebhook, messagesOf } from './webhooks.js';

/** The types of the graph that have an id, and SyncEvent, whose key is its cursor. */
export type Kind =
  | 'Intervention'
  | 'Delivery'
  | 'File'
  | 'Connection'
  | 'Company'
  | 'Customer'
  | 'Quote'
  | 'Invoice'
  | 'Payment'
  | 'TermsAcceptance'
  | 'Contact'
  | 'Lead'
  | 'WebhookMessage'
  | 'Webhook'
  | 'Replay'
  | 'SyncLog'
  | 'ApiKey'
  | 'User'
  | 'Session'
  | 'OAuthClient'
  | 'Alert'
  | 'Breach'
  | 'Signature'
  | 'Conflict'
  | 'Partner'
  | 'Backfill'
  | 'Erasure'
  | 'Hold'
  | 'PersonExport';

/** An organization with one of everything, each with the organization's word in it. */
export interface OrganizationData {
  name: string;
  id: string;
  client: HubClient;
  /** In every text that was put in. */
  canary: string;
  /** Of a published intervention and what belongs to it. */
  ids: Readonly<Record<Kind, string>>;
  /** Of an intervention that is still a draft. */
  draft: string;
  draftQuote: string;
  draftInvoice: string;
  reference: string;
  email: string;
  /** Of the newest sync event of the published intervention. */
  cursor: string;
}

/** Fills an organization through the public doors: dossier, delivery, webhook, quote, invoice, payment, contact, lead. */
export async function createOrganizationData(hub: TestHub, name: string): Promise<OrganizationData> {
  const canary = `canary-${name}-${randomUUID().slice(0, 8)}`;
  const client = await hub.client({ organization: name });
  const email = `owner@${name}.example`;
  const one = async (mutation: string, type: string, input: object) => {
    const query = `mutation ($input: ${type}!) { made: ${mutation}(input: $input) { id } }`;
    return (await client.data<{ made: { id: string } }>(query, { input })).made.id;
  };

  const connection = await one('saveConnection', 'ConnectionInput', {
    connector: 'symphonics',
    name: canary,
    baseUrl: hub.sandbox.url,
    credentials: {
      clientId: 'sandbox-client',
      clientSecret: 'sandbox-secret',
      webhookSecret: 'sandbox-webhook-secret',
    },
  });
  const dossier = completeDossier();
  const named = { ...dossier, beneficiary: { ...dossier.beneficiary, lastName: canary, email } };
  const { id: intervention, reference } = await publishOne(client, { ...named, reference: canary });
  const { id: draft } = await createIntervention(client, { ...named, reference: `${canary}-draft` });
  const { file } = await upload(hub.url, client, { subjectId: intervention, name: `${canary}.pdf` }, smallPdf(canary));

  const query = 'query ($id: ID!) { intervention(id: $id) { syncStatus { lastDelivery { id externalId } } } }';
  const { intervention: found } = await client.data<{
    intervention: { syncStatus: { lastDelivery: { id: string; externalId: string } } };
  }>(query, { id: intervention });
  const delivery = found.syncStatus.lastDelivery;
  const watching = watchIntervention(client, intervention);
  await hub.sandbox.sendEvent({
    url: `${hub.url}/api/webhooks/symphonics/${connection}`,
    event: 'intervention.status_update',
    data: { intervention_id: delivery.externalId, new_status: 'processing', notes: canary },
  });
  const { syncEvents: newest } = await watching.until(({ syncEvents }) => syncEvents.type === 'delivery.vendor-status');
  watching.stop();

  const contact = await one('createContact', 'ContactInput', { firstName: canary, email });
  const consent =
    'mutation ($id: ID!, $input: RecordConsentInput!) { recordConsent(contactId: $id, input: $input) { id } }';
  await client.data(consent, { id: contact, input: { purpose: 'EMAIL_MARKETING', source: canary } });
  const lead = await one('createLead', 'CreateLeadInput', { contactId: contact, source: canary });
  // Its invoices are made one by one below.
  const byHand = { name: canary, automaticInvoicing: false };
  const company = await one('createCompany', 'CreateCompanyInput', byHand);
  const customer = await one('createCustomer', 'CreateCustomerInput', { name: canary, contactId: contact });
  const offer = {
    companyId: company,
    customerId: customer,
    interventionId: intervention,
    title: canary,
    lines: [{ description: canary, unitPrice: 10_000, vatRate: 2_000 }],
  };
  const [quote, draftQuote] = [
    await one('createQuote', 'CreateQuoteInput', offer),
    await one('createQuote', 'CreateQuoteInput', offer),
  ];
  await client.data('mutation ($id: ID!) { sendQuote(id: $id) { id } signQuote(id: $id) { id } }', { id: quote });
  const { invoice } = await client.data<{ invoice: { id: string } }>(
    'mutation ($id: ID!) { invoice: createInvoiceFromQuote(quoteId: $id) { id } }',
    { id: quote },
  );
  await client.data('mutation ($id: ID!) { sendInvoice(id: $id) { id } }', invoice);
  const draftInvoice = await one('createInvoice', 'CreateInvoiceInput', {
    companyId: company,
    customerId: customer,
    title: canary,
    lines: offer.lines,
  });
  const payment = await one('recordPayment', 'RecordPaymentInput', {
    invoiceId: invoice.id,
    amount: 100,
    method: 'CARD',
    reference: canary,
  });
  const terms = await one('createTermsAcceptance', 'CreateTermsAcceptanceInput', {
    companyId: company,
    customerId: customer,
    title: canary,
    termsVersion: '1',
  });
  // Asks for nothing that happens, and is tried once: its rows are at rest.
  const { webhook } = await createWebhook(client, { name: canary, url: hub.sandbox.url, events: ['never'] });
  const called = { quote, invoice: invoice.id, payment, customer, contact, lead, 'terms-acceptance': terms };
  for (const [type, id] of Object.entries(called)) {
    await hub.database.sql(
      `insert into integrations.external_records
         (id, organization_id, created_at, updated_at, connection_id, record_type, external_id, subject_id)
       select gen_random_uuid(), c.organization_id, now(), now(), c.id, $2, $3, $4 from integrations.connections c where c.id = $1`,
      [connection, type, `${canary}-${type}`, id],
    );
  }
  const [organization] = await hub.database.sql<{ id: string }>('select id from access.organizations where name = $1', [
    name,
  ]);
  return {
    name,
    id: organization?.id ?? '',
    client,
    canary,
    ids: {
      Intervention: intervention,
      Delivery: delivery.id,
      File: file.id,
      Connection: connection,
      Company: company,
      Customer: customer,
      Quote: quote,
      Invoice: invoice.id,
      Payment: payment,
      TermsAcceptance: terms,
      Contact: contact,
      Lead: lead,
      WebhookMessage: await triedMessage(client, webhook.id),
      Webhook: webhook.id,
      ...(await pastTrouble(hub, { connection, intervention, canary })),
      ...(await restingPartner(hub, client, canary)),
      ...(await pastErasure(hub, intervention, canary)),
      PersonExport: intervention,
      ...(await createAccessData(hub, client, canary)),
    },
    draft,
    draftQuote,
    draftInvoice,
    reference,
    email,
    cursor: newest.cursor,
  };
}

/** The message of a test that a webhook was sent, once that has been tried. */
async function triedMessage(client: HubClient, webhookId: string): Promise<string> {
  await client.data('mutation ($id: ID!) { testWebhook(id: $id) { id } }', { id: webhookId });
  return eventually(async () => {
    const [message] = await messagesOf(client, webhookId);
    return message?.attemptsMade === 1 && message.id;
  }, 'the test message is tried');
}

/** A replay and a run that are finished, an alert, a signature and a conflict that are over: nothing looks at them any more. */
async function pastTrouble(
  hub: TestHub,
  { connection, intervention, canary }: { connection: string; intervention: string; canary: string },
): Promise<Record<'Replay' | 'SyncLog' | 'Alert' | 'Breach' | 'Signature' | 'Conflict', string>> {
  const insert = async (table: string, columns: string, values: string) => {
    const [row] = await hub.database.sql<{ id: string }>(
      `insert into integrations.${table} (id, organization_id, created_at, updated_at, ${columns})
       select gen_random_uuid(), c.organization_id, now(), now(), ${values} from integrations.connections c where c.id = $1 returning id`,
      [connection, canary],
    );
    return row?.id ?? '';
  };
  return {
    Replay: await insert('replays', 'status, filter, total, requested_by', `'FINISHED', '{}', 0, $2`),
    SyncLog: await insert(
      'sync_logs',
      'connection_id, type, status, requested_by, started_at, error_log, phase',
      `c.id, 'PUSH', 'COMPLETED', $2, now(), '[]', 'SETTLE'`,
    ),
    Alert: await insert(
      'alerts',
      'rule, severity, subject_id, message, advice, since, raised_at, resolved_at',
      `'circuit-open', 'CRITICAL', c.id, $2, '', now(), now(), now()`,
    ),
    Breach: await insert(
      'expectations',
      `invariant, connector, subject_type, subject_id, due_at, check_at, checks, breached_at, resolved_at, message`,
      `'payment-is-noted-in-mautic', 'mautic', 'payment', '${intervention}', now(), now(), 1, now(), now(), $2`,
    ),
    Signature: await insert(
      'signatures',
      `subject_type, subject_id, subject_reference, kind, level, state, state_at, connector, connection_id, heard_at,
         requested_by, intervention_id`,
      `'intervention', '${intervention}', $2, 'CONTRACT', 'SES', 'COMPLETED', now(), 'docuseal', c.id, now(), $2, '${intervention}'`,
    ),
    Conflict: await insert(
      'conflicts',
      'connection_id, connector, record_type, subject_id, external_id, field, rule, status, resolution, resolved_at',
      `c.id, 'invoice-ninja', 'invoice', '${intervention}', $2, 'title', 'latest', 'RESOLVED', 'OURS', now()`,
    ),
  };
}

/** A partner that is sent nothing, and a backfill of it that is over. */
async function restingPartner(
  hub: TestHub,
  client: HubClient,
  canary: string,
): Promise<Record<'Partner' | 'Backfill', string>> {
  const partner = await createPartner(client, { name: canary, baseUrl: hub.sandbox.url, authorised: false });
  const [backfill] = await hub.database.sql<{ id: string }>(
    `insert into integrations.backfills (id, organization_id, created_at, updated_at, connection_id, status, from_at, to_at, total, requested_by)
     select gen_random_uuid(), c.organization_id, now(), now(), c.id, 'FINISHED', now(), now(), 0, $2
     from integrations.connections c where c.id = $1 returning id`,
    [partner, canary],
  );
  return { Partner: partner, Backfill: backfill?.id ?? '' };
}

/** An erasure that is complete and a hold that was released: nobody is kept or emptied by them any more. */
async function pastErasure(
  hub: TestHub,
  intervention: string,
  canary: string,
): Promise<Record<'Erasure' | 'Hold', string>> {
  const insert = async (table: string, columns: string, values: string) => {
    const [row] = await hub.database.sql<{ id: string }>(
      `insert into interventions.${table} (id, organization_id, created_at, updated_at, ${columns})
       select gen_random_uuid(), i.organization_id, now(), now(), ${values} from interventions.interventions i where i.id = $1 returning id`,
      [intervention, canary],
    );
    return row?.id ?? '';
  };
  return {
    Erasure: await insert('erasures', 'intervention_ids, parts, requested_by, completed_at', `'[]', '[]', $2, now()`),
    Hold: await insert('holds', 'email, reason, placed_by, released_at', `null, $2, $2, now()`),
  };
}
