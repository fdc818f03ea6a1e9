import { organizations } from '../../support/caller.js';
import { type MarketingKit, startMarketing } from './marketing-kit.js';

let kit: MarketingKit;
beforeAll(async () => {
  kit = await startMarketing();
});
beforeEach(() => {
  kit.clock.now = new Date('2025-06-02T09:00:00.000Z');
});
afterAll(() => kit?.close());

const fields = 'purpose granted at givenBy source wording evidence actorId actorName';
const recordMutation = `mutation ($contactId: ID!, $input: RecordConsentInput!) {
  recordConsent(contactId: $contactId, input: $input) { ${fields} }
}`;
const record = (contactId: string, input: object) =>
  kit.graph.data(recordMutation, { contactId, input: { source: 'web-form', ...input } });
const withdraw = (contactId: string, input: object) =>
  kit.graph.data(
    `mutation ($contactId: ID!, $input: ConsentInput!) {
      withdrawConsent(contactId: $contactId, input: $input) { ${fields} }
    }`,
    { contactId, input: { source: 'phone', ...input } },
  );
const state = async (id: string) => {
  const query = 'query ($id: ID!) { contact(id: $id) { consents { purpose granted at } } }';
  return (await kit.graph.data<{ contact: { consents: object[] } }>(query, { id })).contact.consents;
};
const told = async (contactId: string) =>
  (await kit.events('integrations'))
    .filter(({ name, data }) => name === 'consent.changed' && (data as { contactId: string }).contactId === contactId)
    .map(({ data }) => data);

describe('consents', () => {
  test('say who, when, for what and on what evidence', async () => {
    const { id } = await kit.contact();
    const input = {
      purpose: 'EMAIL_MARKETING',
      at: '2025-05-01T10:00:00.000Z',
      source: 'paper',
      givenBy: 'her guardian',
      wording: 'I want the newsletter',
      evidence: 'https://files.example/consent.pdf',
    };
    expect(await record(id, input)).toEqual({
      recordConsent: { ...input, granted: true, actorId: 'key-1', actorName: 'Ada' },
    });
    const bare = { givenBy: null, wording: null, evidence: null, source: 'phone' };
    expect(await withdraw(id, { purpose: 'EMAIL_MARKETING' })).toMatchObject({
      withdrawConsent: { ...bare, granted: false, at: '2025-06-02T09:00:00.000Z' },
    });
  });

  test('are the last word on each purpose, whenever it was written down', async () => {
    const { id } = await kit.contact();
    expect(await state(id)).toEqual([]);
    const at = '2025-06-02T09:00:00.000Z';
    await record(id, { purpose: 'SMS_MARKETING', granted: false });
    await record(id, { purpose: 'EMAIL_MARKETING' });
    // Said at the same moment: the one written down last counts.
    await withdraw(id, { purpose: 'EMAIL_MARKETING' });
    expect(await state(id)).toEqual([
      { purpose: 'EMAIL_MARKETING', granted: false, at },
      { purpose: 'SMS_MARKETING', granted: false, at },
    ]);
    // A form that was signed before, and comes in now.
    await record(id, { purpose: 'EMAIL_MARKETING', at: '2025-06-01T00:00:00.000Z' });
    expect(await state(id)).toMatchObject([{ purpose: 'EMAIL_MARKETING', granted: false }, {}]);
    expect(await told(id)).toEqual([
      { contactId: id, purpose: 'SMS_MARKETING', granted: false },
      { contactId: id, purpose: 'EMAIL_MARKETING', granted: true },
      { contactId: id, purpose: 'EMAIL_MARKETING', granted: false },
    ]);
  });

  test('told again change nothing and are kept', async () => {
    const { id } = await kit.contact();
    await record(id, { purpose: 'PROFILING' });
    await record(id, { purpose: 'PROFILING' });
    expect(await told(id)).toHaveLength(1);
    interface History {
      contact: { consentHistory: { nodes: object[]; totalCount: number; pageInfo: { endCursor: string } } };
    }
    kit.clock.now = new Date('2025-06-03T09:00:00.000Z');
    await withdraw(id, { purpose: 'PROFILING' });
    const query = `query ($id: ID!, $after: String) {
      contact(id: $id) {
        consentHistory(first: 2, after: $after) { nodes { granted at } totalCount pageInfo { endCursor } }
      }
    }`;
    const first = (await kit.graph.data<History>(query, { id })).contact.consentHistory;
    expect(first).toMatchObject({
      totalCount: 3,
      nodes: [
        { granted: false, at: '2025-06-03T09:00:00.000Z' },
        { granted: true, at: '2025-06-02T09:00:00.000Z' },
      ],
    });
    const { contact } = await kit.graph.data<History>(query, { id, after: first.pageInfo.endCursor });
    expect(contact.consentHistory.nodes).toEqual([{ granted: true, at: '2025-06-02T09:00:00.000Z' }]);
  });

  test.each([
    ['at', { at: '2025-06-02T09:05:00.001Z' }],
    ['source', { source: ' ' }],
    ['wording', { wording: 'x'.repeat(5_001) }],
  ])('are refused for a wrong %s', async (field, wrong) => {
    const { id: contactId } = await kit.contact();
    const input = { purpose: 'DATA_SHARING', source: 'x', ...wrong };
    const refusal = await kit.graph.refusal(recordMutation, { contactId, input });
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', violations: [{ field }] });
    expect(await state(contactId)).toEqual([]);
  });

  test('cannot be changed or taken away by the application', async () => {
    const { id } = await kit.contact();
    await record(id, { purpose: 'PHONE_MARKETING' });
    for (const sql of ['update marketing.consents set granted = false', 'delete from marketing.consents']) {
      const work = kit.services.database.transaction(organizations.north, (em) => em.execute(sql));
      await expect(work).rejects.toThrow(/permission denied/);
    }
    expect(await state(id)).toMatchObject([{ granted: true }]);
  });
});
