import { pollSignatures } from '../../subgraphs/integrations/signatures/poll-signatures.js';
import { remindSignatures } from '../../subgraphs/integrations/signatures/remind-signatures.js';
import { createIntervention } from '../support/dossiers.js';
import { erase, erasedCompletely, exportOf } from '../support/erasures.js';
import { eventually } from '../support/eventually.js';
import { linkAt } from '../support/files.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { permutations } from '../support/permutations.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { createTinySigning } from '../support/tiny-signing.js';
import { connectTiny, type TinyEvent, tell } from '../support/tiny-vendor.js';

const vendor = createTinySigning();
let hub: TestHub;
let files: Receiver;
/** What the clock of the hub is ahead by, in milliseconds. */
let ahead = 0;
const dayMs = 24 * 3_600_000;
const now = () => new Date(Date.now() + ahead);
beforeAll(async () => {
  files = await startReceiver();
  files.answer({ status: 200, headers: { 'content-type': 'application/pdf' }, body: '%PDF-1.4\n%signed\n%%EOF' });
  vendor.filesUrl = files.url;
  hub = await startTestHub({ connectors: [vendor.connector], now });
  await connectTiny(hub, 'docuseal');
}, 60_000);
afterAll(async () => {
  await hub.close();
  await files.close();
});
beforeEach(() => {
  ahead = 0;
});

interface SignatureData {
  id: string;
  state: string;
  level: string;
  submissionId: string | null;
  remindersSent: number;
  signedFileId: string | null;
  auditFileId: string | null;
  embedUrl: string | null;
  signers: { name: string; email: string; state: string; signedAt: string | null }[];
  history: { message: string }[];
  stateAt: string;
}
const fields = `id state level submissionId remindersSent signedFileId auditFileId signers { name email state signedAt }
  history { message } stateAt delivery { status }`;

/** A quote that has been sent, for an intervention where one is named. */
const sentQuote = async (interventionId: string | null = null, email = 'marie@example.org') => {
  const mutation = `mutation ($email: String) {
    company: createCompany(input: { name: "Valoren" }) { id }
    customer: createCustomer(input: { name: "Marie Curie", email: $email }) { id } }`;
  const { company, customer } = await hub.admin.data<Record<'company' | 'customer', { id: string }>>(mutation, {
    email,
  });
  const lines = [{ description: 'Heat pump', unitPrice: 10_000, vatRate: 2_000 }];
  const input = { companyId: company.id, customerId: customer.id, interventionId, lines };
  const { createQuote } = await hub.admin.data<{ createQuote: { id: string } }>(
    'mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { id } }',
    { input },
  );
  await hub.admin.data('mutation ($id: ID!) { sendQuote(id: $id) { id } }', { id: createQuote.id });
  return createQuote.id;
};
const request = async (quoteId: string, input: object | null = null) => {
  const mutation = `mutation ($quoteId: ID!, $input: SignatureRequestInput) {
    requestQuoteSignature(quoteId: $quoteId, input: $input) { ${fields} } }`;
  type Answer = { requestQuoteSignature: SignatureData };
  return (await hub.admin.data<Answer>(mutation, { quoteId, input })).requestQuoteSignature;
};
const look = async (id: string, more = '') => {
  const query = `query ($id: ID!) { signature(id: $id) { ${fields} ${more} } }`;
  return (await hub.admin.data<{ signature: SignatureData }>(query, { id })).signature;
};
const until = (id: string, what: string, holds: (signature: SignatureData) => boolean) =>
  eventually(async () => {
    const signature = await look(id);
    return holds(signature) && signature;
  }, what);
const requested = async (quoteId: string) => {
  const { id } = await request(quoteId);
  return until(id, 'the vendor has it', ({ submissionId }) => submissionId !== null);
};
let second = 0;
const news = (
  externalId: string | null,
  state: 'VIEWED' | 'PARTLY_SIGNED' | 'COMPLETED' | 'DECLINED' | 'EXPIRED' | 'CANCELLED',
  more: Partial<TinyEvent> = {},
): TinyEvent => {
  second += 1;
  const signer = { name: 'Marie Curie', email: 'Marie@example.org' };
  return {
    type: `form.${state}`,
    at: new Date(Date.now() + second).toISOString(),
    externalId,
    summary: state,
    news: { kind: 'signature', state, signer, reason: state === 'DECLINED' ? 'Too dear' : null },
    ...more,
  };
};
const quoteOf = async (id: string) => {
  const query =
    'query ($id: ID!) { quote(id: $id) { status viewedAt signedAt signedBy rejectionReason signature { id state } } }';
  type Quote = {
    status: string;
    viewedAt: string | null;
    signedAt: string | null;
    signedBy: string | null;
    rejectionReason: string | null;
    signature: object;
  };
  return (await hub.admin.data<{ quote: Quote }>(query, { id })).quote;
};

test('a quote is signed: asked for once, step by step, kept here', async () => {
  const quoteId = await sentQuote();
  const [first, again] = await Promise.all([request(quoteId), request(quoteId, { level: 'AES' })]);
  expect(again.id).toBe(first.id);
  const { submissionId } = await until(first.id, 'the vendor has it', (one) => one.submissionId !== null);
  expect(vendor.submissions.filter(({ reference }) => reference.endsWith(quoteId))).toHaveLength(1);
  expect(await look(first.id, 'embedUrl(email: "marie@example.org")')).toMatchObject({
    state: 'REQUESTED',
    embedUrl: `https://tiny.example/s/${submissionId}?marie@example.org`,
    signers: [{ name: 'Marie Curie', email: 'm•••@example.org', state: 'WAITING' }],
  });

  await tell(hub, 'docuseal', [news(submissionId, 'VIEWED'), news(submissionId, 'PARTLY_SIGNED')]);
  await until(first.id, 'signed in part', ({ state }) => state === 'PARTLY_SIGNED');
  await tell(hub, 'docuseal', [news(submissionId, 'COMPLETED')]);
  const kept = await until(first.id, 'documents kept', ({ auditFileId }) => auditFileId !== null);
  expect(kept).toMatchObject({ state: 'COMPLETED', signers: [{ state: 'SIGNED', signedAt: expect.any(String) }] });
  expect(kept.history.map(({ message }) => message)).toEqual([
    'requested',
    'viewed by a signer',
    'signed by a signer',
    'completed',
  ]);
  const rows = await hub.database.sql('select kind, media_type from files.files where subject_id = $1 order by kind', [
    first.id,
  ]);
  expect(rows).toEqual([
    { kind: 'audit-trail', media_type: 'application/pdf' },
    { kind: 'signed-document', media_type: 'application/pdf' },
  ]);
  await eventually(async () => (await quoteOf(quoteId)).status === 'SIGNED', 'the quote signed');
  expect(await quoteOf(quoteId)).toMatchObject({ signedBy: 'Marie Curie', signature: { id: first.id } });

  // What comes late is set aside, with a word.
  await tell(hub, 'docuseal', [news(submissionId, 'VIEWED')]);
  const ignored = await eventually(async () => {
    const query = '{ inboundWebhooks(first: 1, filter: { outcome: [IGNORED] }) { nodes { message } } }';
    const { inboundWebhooks } = await hub.admin.data<{ inboundWebhooks: { nodes: { message: string }[] } }>(query);
    return inboundWebhooks.nodes[0];
  }, 'the late one set aside');
  expect(ignored.message).toBe('VIEWED changed nothing: it is COMPLETED already.');
});

test('whatever order the news come in, the end is the same', async () => {
  const states = ['VIEWED', 'PARTLY_SIGNED', 'COMPLETED', 'EXPIRED'] as const;
  const from = Date.now();
  const momentOf = (state: (typeof states)[number]) => new Date(from + states.indexOf(state) * 1_000).toISOString();
  const [viewed, signed, completed] = [momentOf('VIEWED'), momentOf('PARTLY_SIGNED'), momentOf('COMPLETED')];
  // Marie sees and signs it first, Paul is the last.
  const signer = { name: 'Paul Langevin', email: 'paul@example.org' };
  const last = { kind: 'signature', state: 'COMPLETED', signer, reason: null } as const;
  const orders = permutations(states);
  const ends = await Promise.all(
    orders.map(async (order) => {
      const quoteId = await sentQuote();
      const { id, submissionId } = await requested(quoteId);
      const told = order.map((state) =>
        news(submissionId, state, { at: momentOf(state), ...(state === 'COMPLETED' && { news: last }) }),
      );
      await tell(hub, 'docuseal', told);
      const steps = ['completed', 'requested', 'signed by a signer', 'viewed by a signer'];
      const { stateAt, signers } = await until(id, 'all of it known', ({ history }) =>
        steps.every((step) => history.filter(({ message }) => message === step).length === 1),
      );
      const { signedAt } = await eventually(async () => {
        const quote = await quoteOf(quoteId);
        return quote.status === 'SIGNED' && quote.viewedAt === viewed && quote;
      }, 'the quote signed, and seen when it was');
      return { stateAt, signedAt, signers: signers.map((one) => one.signedAt) };
    }),
  );
  const end = { stateAt: completed, signedAt: completed, signers: [signed, completed] };
  expect(ends).toEqual(orders.map(() => end));
}, 120_000);

test('a webhook that is faster than the answer to our own request finds it, and is not undone', async () => {
  const quoteId = await sentQuote();
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  vendor.gate = answered;
  const { id } = await request(quoteId);
  const submission = await eventually(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return vendor.submissions.find(({ reference }) => reference.endsWith(quoteId));
  }, 'the request at the vendor');
  await tell(hub, 'docuseal', [news(submission.id, 'DECLINED', { reference: submission.reference })]);
  await until(id, 'declined', ({ state }) => state === 'DECLINED');
  answer();
  vendor.gate = Promise.resolve();
  await eventually(async () => (await quoteOf(quoteId)).status === 'REJECTED', 'the quote rejected');
  expect(await quoteOf(quoteId)).toMatchObject({ rejectionReason: 'Too dear', signature: { id, state: 'DECLINED' } });
});

test('a lost webhook is made good for after an hour', async () => {
  const { id, submissionId } = await requested(await sentQuote());
  const submission = vendor.submissions.find((one) => one.id === submissionId);
  if (submission) submission.state = 'COMPLETED';
  const poll = () => pollSignatures.handle({}, hub.assembly.services, new AbortController().signal);
  await poll();
  expect((await look(id)).state).toBe('REQUESTED');
  ahead = 2 * 3_600_000;
  await poll();
  expect((await look(id)).state).toBe('COMPLETED');
});

test('who is to sign is reminded after three days and after seven, and three times at most', async () => {
  const { id, submissionId } = await requested(await sentQuote());
  const remind = () => remindSignatures.handle({}, hub.assembly.services, new AbortController().signal);
  for (const days of [2, 3.1, 3.2, 7.1, 30]) {
    ahead = days * dayMs;
    await remind();
  }
  expect((await look(id)).remindersSent).toBe(2);
  const mutation = 'mutation ($id: ID!) { remindSignature(id: $id) { remindersSent } }';
  expect(await hub.admin.data(mutation, { id })).toEqual({ remindSignature: { remindersSent: 3 } });
  expect((await hub.admin.ask(mutation, { id })).errors?.[0]?.extensions?.code).toBe('CONFLICT');
  const reminders = () => vendor.asked.filter(({ action }) => action === `remind ${submissionId}`);
  await eventually(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return reminders().length === 3;
  }, 'three reminders');
  expect(
    reminders()
      .map(({ variant }) => variant)
      .sort(),
  ).toEqual(['1', '2', '3']);
});

test('a request is taken back, and another may follow', async () => {
  const quoteId = await sentQuote();
  const { id, submissionId } = await requested(quoteId);
  const mutation = 'mutation ($id: ID!) { cancelSignature(id: $id) { state } }';
  await hub.admin.data(mutation, { id });
  await until(id, 'cancelled', ({ state }) => state === 'CANCELLED');
  expect(vendor.asked).toContainEqual({ action: `cancel ${submissionId}`, variant: '' });
  const next = await requested(quoteId);
  expect(next.id).not.toBe(id);
  expect(next.submissionId).not.toBe(submissionId);
  const { signatures } = await hub.admin.data<{ signatures: { nodes: object[] } }>(
    'query ($id: ID!) { signatures(filter: { subjectId: $id }) { nodes { id state } } }',
    { id: quoteId },
  );
  expect(signatures.nodes).toEqual([
    { id: next.id, state: 'REQUESTED' },
    { id, state: 'CANCELLED' },
  ]);
});

test('the files of signatures are among what is exported of a person, and go with it', async () => {
  const { id: interventionId } = await createIntervention(hub.admin);
  const { id, submissionId } = await requested(await sentQuote(interventionId, 'thomas.martin@example.com'));
  await tell(hub, 'docuseal', [news(submissionId, 'COMPLETED')]);
  const { signedFileId, auditFileId } = await until(id, 'documents kept', (one) => one.auditFileId !== null);
  const { integrations } = (await exportOf(hub.admin, { interventionId })) as {
    integrations: { signatureFiles: { id: string; url: string }[] };
  };
  const files = integrations.signatureFiles;
  expect(files.map((file) => file.id).toSorted()).toEqual([signedFileId, auditFileId].toSorted());
  const statuses = () => Promise.all(files.map(async ({ url }) => (await fetch(linkAt(hub.url, url))).status));
  expect(await statuses()).toEqual([200, 200]);
  const { parts } = await erasedCompletely(hub.admin, (await erase(hub.admin, { interventionId })).id);
  expect(parts.find(({ subgraph }) => subgraph === 'integrations')?.erased).toContainEqual({
    what: 'files of signatures: signed documents, audit trails',
    count: 2,
  });
  expect(await statuses()).toEqual([404, 404]);
  const erased = { state: 'COMPLETED', signedFileId: null, auditFileId: null, signers: [] };
  expect(await look(id)).toMatchObject(erased);
  // What is told of it later does not bring the names back.
  await tell(hub, 'docuseal', [news(submissionId, 'DECLINED')]);
  const told = `select from integrations.inbound_webhooks where outcome = 'IGNORED' and type = 'form.DECLINED'
    and payload::text like $1`;
  await eventually(async () => (await hub.database.sql(told, [`%${submissionId}%`])).length > 0, 'it was heard of');
  expect(await look(id)).toMatchObject(erased);
});
