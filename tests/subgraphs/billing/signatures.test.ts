import { randomUUID } from 'node:crypto';
import type { DomainEventData } from '../../../platform/events/domain-events.js';
import { handleDomainEvents } from '../../../subgraphs/billing/jobs/handle-domain-events.js';
import { settleDueDocuments } from '../../../subgraphs/billing/jobs/settle-due-documents.js';
import { callerOf } from '../../support/caller.js';
import { permutations } from '../../support/permutations.js';
import { type BillingKit, startBilling } from './billing-kit.js';

let kit: BillingKit;
beforeAll(async () => {
  kit = await startBilling();
});
beforeEach(() => {
  kit.clock.now = new Date('2025-06-02T09:00:00.000Z');
});
afterAll(() => kit?.close());

type Signature = DomainEventData<'signature.changed'>;

/** Hands billing what happened to a signature. */
async function told(subjectType: Signature['subjectType'], subjectId: string, news: Partial<Signature>): Promise<void> {
  const data: Signature = {
    signatureId: '018f0000-0000-7000-8000-000000000001',
    subjectType,
    subjectId,
    kind: subjectType === 'quote' ? 'QUOTE' : 'TERMS',
    state: 'COMPLETED',
    at: '2025-06-03T10:00:00.000Z',
    signedBy: null,
    fileId: null,
    reason: null,
    ...news,
  };
  const { organizationId, actor } = callerOf();
  const occurredAt = kit.clock.now.toISOString();
  const event = { organizationId, actor, occurredAt, requestId: 'r', name: 'signature.changed', data };
  await handleDomainEvents.handle(event, kit.services, new AbortController().signal);
}

const quoteFields = 'status viewedAt signedAt signedBy rejectedAt rejectionReason signatureProblem';
const quote = async (id: string) =>
  (
    await kit.graph.data<{ quote: Record<string, string | null> }>(
      `query ($id: ID!) { quote(id: $id) { ${quoteFields} } }`,
      { id },
    )
  ).quote;

async function sentQuote(input: object = {}): Promise<string> {
  const { id } = await kit.quote(input);
  await kit.step('sendQuote', id);
  return id;
}

const eventsOf = async (name: string, id: string) =>
  (await kit.events('integrations')).filter(({ name: one, data }) => one === name && JSON.stringify(data).includes(id));

describe('a quote', () => {
  test('follows its signature, and ends the same in whatever order and however often it is told', async () => {
    const news: Partial<Signature>[] = [
      { state: 'VIEWED', at: '2025-06-03T09:00:00.000Z' },
      { state: 'PARTLY_SIGNED', at: '2025-06-03T09:30:00.000Z' },
      { state: 'COMPLETED', signedBy: 'Marie Curie' },
    ];
    const parties = await kit.parties();
    for (const order of permutations(news)) {
      const id = await sentQuote(parties);
      for (const one of [{ state: 'REQUESTED' } as const, ...order, ...order]) await told('quote', id, one);
      expect(await quote(id)).toMatchObject({
        status: 'SIGNED',
        viewedAt: '2025-06-03T09:00:00.000Z',
        signedAt: '2025-06-03T10:00:00.000Z',
        signedBy: 'Marie Curie',
        signatureProblem: null,
      });
      const moves = await eventsOf('quote.status-changed', id);
      expect(moves.filter(({ data }) => (data as { to: string }).to === 'SIGNED')).toHaveLength(1);
    }
  });

  test('that ran out here meanwhile is signed or rejected, when that was in time', async () => {
    const validUntil = '2025-06-10T00:00:00.000Z';
    const [signed, rejected, late] = [
      await sentQuote({ validUntil }),
      await sentQuote({ validUntil }),
      await sentQuote({ validUntil }),
    ];
    kit.clock.now = new Date('2025-06-11T00:00:00.000Z');
    await settleDueDocuments.handle({}, kit.services, new AbortController().signal);
    expect(await quote(signed)).toMatchObject({ status: 'EXPIRED' });
    await told('quote', signed, { at: validUntil });
    await told('quote', rejected, { state: 'DECLINED', at: validUntil, reason: ' Trop cher ' });
    for (let time = 0; time < 2; time++) await told('quote', late, { at: '2025-06-10T00:00:00.001Z' });
    expect(await quote(signed)).toMatchObject({ status: 'SIGNED', signedAt: validUntil, viewedAt: validUntil });
    expect(await quote(rejected)).toMatchObject({
      status: 'REJECTED',
      rejectedAt: validUntil,
      rejectionReason: 'Trop cher',
    });
    const reason = `It was signed on 2025-06-10T00:00:00.001Z, and was valid until ${validUntil}.`;
    expect(await quote(late)).toMatchObject({ status: 'EXPIRED', signedAt: null, signatureProblem: reason });
    expect(await eventsOf('quote.answer-refused', late)).toMatchObject([{ data: { reason, quoteId: late } }]);
  });

  test('keeps its answer when another comes from elsewhere, and says so; a draft has none', async () => {
    const id = await sentQuote();
    await told('quote', id, { state: 'DECLINED', reason: 'non' });
    await told('quote', id, { state: 'COMPLETED', at: '2025-06-04T00:00:00.000Z' });
    expect(await quote(id)).toMatchObject({
      status: 'REJECTED',
      signatureProblem: expect.stringContaining('had been rejected on 2025-06-03T10:00:00.000Z'),
    });
    const draft = await kit.quote();
    for (const state of ['VIEWED', 'COMPLETED'] as const) await told('quote', draft.id, { state });
    expect(await quote(draft.id)).toMatchObject({ status: 'DRAFT', viewedAt: null });
    expect((await quote(draft.id)).signatureProblem).toContain('never sent');
  });

  test('is not touched by signatures of other things, nor by one that ran out or was cancelled', async () => {
    const id = await sentQuote();
    for (const state of ['EXPIRED', 'CANCELLED'] as const) await told('quote', id, { state });
    await told('intervention', id, { kind: 'CONTRACT' });
    await told('terms-acceptance', id, {});
    await told('quote', randomUUID(), {});
    expect(await quote(id)).toMatchObject({ status: 'SENT', signatureProblem: null });
  });
});

describe('terms', () => {
  const create = `mutation ($input: CreateTermsAcceptanceInput!) { made: createTermsAcceptance(input: $input) { id title status } }`;
  const putForward = async (): Promise<string> => {
    const input = { ...(await kit.parties()), termsVersion: '2025-06' };
    const { made } = await kit.graph.data<{ made: { id: string } }>(create, { input });
    return made.id;
  };
  const terms = async (id: string) => {
    const query = `query ($id: ID!) { termsAcceptance(id: $id) {
      status viewedAt acceptedAt acceptedBy evidence declinedAt declineReason } }`;
    return (await kit.graph.data(query, { id })).termsAcceptance;
  };

  test('that are put to a customer are found, accepted with what shows it, or declined', async () => {
    const parties = await kit.parties();
    const input = { ...parties, termsVersion: 'v3' };
    const { made } = await kit.graph.data<{ made: { id: string } }>(create, { input });
    expect(made).toMatchObject({ title: 'Conditions générales de vente', status: 'PENDING' });
    const query = `query ($filter: TermsAcceptanceFilter) {
      termsAcceptances(filter: $filter) { nodes { id customer { id } company { id } } } }`;
    const found = {
      nodes: [{ id: made.id, customer: { id: parties.customerId }, company: { id: parties.companyId } }],
    };
    expect(await kit.graph.data(query, { filter: { customerId: parties.customerId, status: ['PENDING'] } })).toEqual({
      termsAcceptances: found,
    });
    const accept = 'mutation ($id: ID!) { acceptTerms(id: $id, acceptedBy: "Marie", evidence: "on paper") { status } }';
    await kit.graph.data(accept, { id: made.id });
    expect(await terms(made.id)).toMatchObject({
      status: 'ACCEPTED',
      acceptedAt: kit.clock.now.toISOString(),
      acceptedBy: 'Marie',
      evidence: 'on paper',
    });
    const decline = 'mutation ($id: ID!) { declineTerms(id: $id, reason: "no") { status } }';
    expect(await kit.graph.refusal(decline, { id: made.id })).toMatchObject({ currentStatus: 'ACCEPTED' });
    expect(await kit.graph.data(decline, { id: await putForward() })).toEqual({ declineTerms: { status: 'DECLINED' } });
  });

  test('follow their signature; acceptance is the last word in every order', async () => {
    const fileId = randomUUID();
    const news: Partial<Signature>[] = [
      { state: 'EXPIRED' },
      { state: 'DECLINED', reason: 'non' },
      { state: 'COMPLETED', signedBy: 'Marie Curie', fileId },
    ];
    for (const order of permutations(news)) {
      const id = await putForward();
      for (const one of order) await told('terms-acceptance', id, one);
      await told('terms-acceptance', id, { state: 'VIEWED', at: '2025-06-03T09:00:00.000Z' });
      await told('terms-acceptance', id, { signedBy: 'Marie Curie', fileId });
      expect(await terms(id)).toMatchObject({
        status: 'ACCEPTED',
        viewedAt: '2025-06-03T09:00:00.000Z',
        acceptedAt: '2025-06-03T10:00:00.000Z',
        acceptedBy: 'Marie Curie',
        evidence: expect.stringContaining(fileId),
      });
    }
    const id = await putForward();
    await told('terms-acceptance', id, { state: 'EXPIRED' });
    expect(await terms(id)).toMatchObject({ status: 'EXPIRED' });
    expect((await eventsOf('terms.status-changed', id)).map(({ data }) => (data as { to: string }).to)).toEqual([
      'PENDING',
      'EXPIRED',
    ]);
  });
});
