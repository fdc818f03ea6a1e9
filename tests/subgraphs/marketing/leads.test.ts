import { randomUUID } from 'node:crypto';
import { leadTransitions } from '../../../subgraphs/marketing/entities/lead-status.js';
import { type LeadAnswer, type MarketingKit, startMarketing } from './marketing-kit.js';

let kit: MarketingKit;
beforeAll(async () => {
  kit = await startMarketing();
});
afterAll(() => kit?.close());

const create = 'mutation ($input: CreateLeadInput!) { createLead(input: $input) { id } }';
const paths = {
  NEW: [],
  QUALIFIED: ['qualifyLead'],
  CONVERTED: ['qualifyLead', 'convertLead'],
  LOST: ['loseLead'],
} as const;

async function leadIn(status: keyof typeof paths): Promise<LeadAnswer> {
  let lead = await kit.lead();
  for (const step of paths[status]) lead = await kit.step(step, lead.id);
  expect(lead.status).toBe(status);
  return lead;
}

describe('a lead', () => {
  test('is new, and told of', async () => {
    const { id: contactId } = await kit.contact();
    const lead = await kit.lead({ contactId, source: 'trade-fair', score: 40, notes: 'wants a heat pump' });
    expect(lead).toMatchObject({
      status: 'NEW',
      version: 1,
      source: 'trade-fair',
      score: 40,
      notes: 'wants a heat pump',
      contact: { id: contactId, clientSince: null },
    });
    const told = (await kit.events('integrations')).filter(({ name }) => name === 'lead.created');
    expect(told.map(({ data }) => data)).toContainEqual({ leadId: lead.id, contactId });
  });

  test('needs a contact that is there and a score in its range', async () => {
    const refusal = await kit.graph.refusal(create, { input: { contactId: randomUUID(), source: 'x' } });
    expect(refusal).toMatchObject({ code: 'NOT_FOUND', field: 'contactId' });
    const wrong = await kit.graph.refusal(create, { input: { contactId: 'x', source: '', score: 101 } });
    expect(wrong).toMatchObject({
      code: 'INVALID_INPUT',
      violations: [{ field: 'contactId' }, { field: 'source' }, { field: 'score' }],
    });
  });

  const steps = { qualifyLead: 'QUALIFIED', loseLead: 'LOST', convertLead: 'CONVERTED' } as const;
  test.each(Object.keys(paths) as (keyof typeof paths)[])('that is %s goes where the table says', async (from) => {
    for (const [step, to] of Object.entries(steps)) {
      const { id } = await leadIn(from);
      if (leadTransitions[from].includes(to)) expect(await kit.step(step, id)).toMatchObject({ status: to });
      else expect(await kit.refused(step, id)).toMatchObject({ code: 'CONFLICT', currentStatus: from });
    }
  });

  test('keeps what it was qualified with and why it was lost', async () => {
    const { id, version } = await kit.lead({ score: 10, notes: 'first' });
    const at = kit.clock.now.toISOString();
    const qualified = await kit.step('qualifyLead', id, `score: 80 expectedVersion: ${version}`);
    expect(qualified).toMatchObject({
      version: version + 1,
      score: 80,
      notes: 'first',
      qualifiedAt: at,
      closedAt: null,
    });
    const stale = await kit.refused('loseLead', id, `expectedVersion: ${version}`);
    expect(stale).toMatchObject({ code: 'CONFLICT', currentVersion: version + 1 });
    expect(await kit.step('loseLead', id, 'reason: "moved away"')).toMatchObject({
      status: 'LOST',
      closedAt: at,
      lossReason: 'moved away',
    });
  });

  test('that is won makes its contact a client, once', async () => {
    const contact = await kit.contact({ firstName: 'Paul', lastName: 'Verlaine', email: 'paul@example.org' });
    const win = async () => {
      const { id } = await kit.lead({ contactId: contact.id });
      await kit.step('qualifyLead', id);
      return kit.step('convertLead', id);
    };
    const since = kit.clock.now.toISOString();
    const first = await win();
    expect(first).toMatchObject({ status: 'CONVERTED', closedAt: since, contact: { clientSince: since } });
    kit.clock.now = new Date(kit.clock.now.getTime() + 86_400_000);
    expect(await win()).toMatchObject({ contact: { clientSince: since } });

    for (const consumer of ['billing', 'integrations'] as const) {
      const told = (await kit.events(consumer)).filter(({ data }) => (data as { leadId: string }).leadId === first.id);
      expect(told.filter(({ name }) => name === 'client.converted').map(({ data }) => data)).toEqual([
        {
          leadId: first.id,
          contactId: contact.id,
          displayName: 'Paul Verlaine',
          email: 'paul@example.org',
          phone: null,
        },
      ]);
    }
  });

  test('is won once when two say so at once', async () => {
    const { id } = await leadIn('QUALIFIED');
    const answers = await Promise.allSettled([kit.step('convertLead', id), kit.step('convertLead', id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(String(answers.find((answer) => answer.status === 'rejected')?.reason)).toContain('"code":"CONFLICT"');
  });
});

describe('leads', () => {
  test('are found by status, contact, source, score and dates', async () => {
    kit.clock.now = new Date('2025-09-01T00:00:00.000Z');
    const { id: contactId } = await kit.contact();
    const one = await kit.lead({ contactId, source: 'partner', score: 20 });
    kit.clock.now = new Date('2025-09-02T00:00:00.000Z');
    const two = await kit.step('qualifyLead', (await kit.lead({ contactId, score: 90 })).id);
    const found = async (filter: object) => {
      const query = 'query ($filter: LeadFilter) { leads(filter: $filter) { nodes { id } } }';
      const whole = { filter: { contactId, ...filter } };
      const { leads } = await kit.graph.data<{ leads: { nodes: { id: string }[] } }>(query, whole);
      return leads.nodes.map(({ id }) => id);
    };
    expect(await found({})).toEqual([two.id, one.id]);
    expect(await found({ status: ['NEW', 'LOST'] })).toEqual([one.id]);
    expect(await found({ source: 'partner' })).toEqual([one.id]);
    expect(await found({ minScore: 50 })).toEqual([two.id]);
    expect(await found({ createdAfter: '2025-09-02T00:00:00.000Z' })).toEqual([two.id]);
    expect(await found({ createdBefore: '2025-09-02T00:00:00.000Z' })).toEqual([one.id]);
    expect(await found({ contactId: 'no id' })).toEqual([]);
  });
});

test('a lead is changed while it is followed up: what is left out stays, null empties', async () => {
  const lead = await kit.lead({
    contactId: (await kit.contact()).id,
    source: 'website',
    score: 40,
    notes: 'wants a heat pump',
  });
  const changed = await kit.step('updateLead', lead.id, 'input: { score: 55, notes: null }, expectedVersion: 1');
  expect(changed).toMatchObject({ version: 2, score: 55, notes: null, source: 'website' });
  expect(await kit.refused('updateLead', lead.id, 'input: { score: 101 }')).toMatchObject({ code: 'INVALID_INPUT' });
  expect(await kit.refused('updateLead', lead.id, 'input: {}, expectedVersion: 1')).toMatchObject({
    currentVersion: 2,
  });
  await kit.step('loseLead', lead.id);
  expect(await kit.refused('updateLead', lead.id, 'input: { score: 1 }')).toMatchObject({ currentStatus: 'LOST' });
});
