import { randomUUID } from 'node:crypto';
import { type ContactAnswer, contactFields, type MarketingKit, startMarketing } from './marketing-kit.js';

let kit: MarketingKit;
beforeAll(async () => {
  kit = await startMarketing();
});
afterAll(() => kit?.close());

const create = 'mutation ($input: ContactInput!) { createContact(input: $input) { id } }';
const update = `mutation ($id: ID!, $input: ContactInput!, $expectedVersion: Int) {
  updateContact(id: $id, input: $input, expectedVersion: $expectedVersion) { ${contactFields} }
}`;

async function upsert(input: object): Promise<ContactAnswer> {
  const mutation = `mutation ($input: ContactInput!) { upsertContact(input: $input) { ${contactFields} } }`;
  return (await kit.graph.data<{ upsertContact: ContactAnswer }>(mutation, { input })).upsertContact;
}

describe('a contact', () => {
  test('is kept as it was given, its e-mail in lower case', async () => {
    const made = await kit.contact({
      firstName: ' Marie ',
      lastName: 'Curie',
      email: ' Marie.Curie@Example.ORG',
      phone: '+33612345678',
      tags: ['solar', 'vip', 'solar'],
    });
    expect(made).toEqual({
      id: expect.any(String),
      version: 1,
      firstName: 'Marie',
      lastName: 'Curie',
      email: 'marie.curie@example.org',
      phone: '+33612345678',
      tags: ['solar', 'vip'],
      clientSince: null,
      displayName: 'Marie Curie',
    });
    const query = `query ($id: ID!) { contact(id: $id) { ${contactFields} } }`;
    expect(await kit.graph.data(query, { id: made.id })).toEqual({ contact: made });
    for (const email of ['marie.curie@example.org', 'MARIE.CURIE@EXAMPLE.ORG ']) {
      const found = await kit.graph.data('query ($email: String!) { contactByEmail(email: $email) { id } }', { email });
      expect(found).toEqual({ contactByEmail: { id: made.id } });
    }
    const nobody = await kit.graph.data('{ contactByEmail(email: "nobody@example.org") { id } }');
    expect(nobody).toEqual({ contactByEmail: null });
  });

  test.each([
    [{ tags: [] }, ''],
    [{ email: 'no address' }, 'email'],
    [{ phone: '0612345678' }, 'phone'],
    [{ firstName: ' ', lastName: 'x' }, 'firstName'],
    [{ firstName: 'x', tags: [' '] }, 'tags.0'],
  ])('is refused: %p', async (input, field) => {
    const refusal = await kit.graph.refusal(create, { input });
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', violations: [{ field }] });
  });

  test('has its e-mail alone, in whatever case', async () => {
    await kit.contact({ email: 'one@example.org' });
    const conflict = { code: 'CONFLICT', field: 'email' };
    expect(await kit.graph.refusal(create, { input: { email: 'ONE@example.org' } })).toMatchObject(conflict);
    const { id } = await kit.contact({ email: 'two@example.org' });
    expect(await kit.graph.refusal(update, { id, input: { email: 'One@Example.org' } })).toMatchObject(conflict);
  });

  test('changes where it is told to, and only from the version that was seen', async () => {
    const { id } = await kit.contact({ firstName: 'A', lastName: 'B', email: 'ab@example.org', tags: ['x'] });
    const input = { firstName: null, phone: '+41791234567', tags: ['y'] };
    expect(await kit.graph.data(update, { id, input, expectedVersion: 1 })).toMatchObject({
      updateContact: {
        version: 2,
        firstName: null,
        lastName: 'B',
        email: 'ab@example.org',
        tags: ['y'],
        displayName: 'B',
      },
    });
    const stale = await kit.graph.refusal(update, { id, input, expectedVersion: 1 });
    expect(stale).toMatchObject({ code: 'CONFLICT', currentVersion: 2 });
    const empty = await kit.graph.refusal(update, { id, input: { lastName: null, email: null, phone: null } });
    expect(empty).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await kit.graph.refusal(update, { id: randomUUID(), input })).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('is updated or made by its e-mail', async () => {
    const made = await upsert({ email: 'New@example.org', firstName: 'New', tags: ['a'] });
    expect(made).toMatchObject({ version: 1, email: 'new@example.org', firstName: 'New', tags: ['a'] });
    const again = await upsert({ email: 'new@EXAMPLE.org', lastName: 'Name' });
    expect(again).toMatchObject({ id: made.id, version: 2, firstName: 'New', lastName: 'Name', tags: ['a'] });
    const refusal = await kit.graph.refusal('mutation { upsertContact(input: { firstName: "x" }) { id } }');
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', violations: [{ field: 'email' }] });
  });

  test('is made once when ten ask at once', async () => {
    const made = await Promise.all(Array.from({ length: 10 }, () => upsert({ email: 'race@example.org' })));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  });
});

describe('contacts', () => {
  test('are found by text, tags, whether they are clients, and dates', async () => {
    kit.clock.now = new Date('2025-09-01T00:00:00.000Z');
    const one = await kit.contact({ firstName: 'Zoé', email: 'zoe_1@example.org', tags: ['s1', 's2'] });
    kit.clock.now = new Date('2025-09-02T00:00:00.000Z');
    const two = await kit.contact({ lastName: 'Zoéton', tags: ['s1'] });
    const { id: lead } = await kit.lead({ contactId: two.id });
    await kit.step('qualifyLead', lead);
    await kit.step('convertLead', lead);
    const found = async (filter: object) => {
      const query = 'query ($filter: ContactFilter) { contacts(filter: $filter) { nodes { id } } }';
      const { contacts } = await kit.graph.data<{ contacts: { nodes: { id: string }[] } }>(query, { filter });
      return contacts.nodes.map(({ id }) => id);
    };
    expect(await found({ text: 'ZOÉ' })).toEqual([two.id, one.id]);
    expect(await found({ text: 'zoe_1@' })).toEqual([one.id]);
    expect(await found({ text: 'zoe%1' })).toEqual([]);
    expect(await found({ tags: ['s1'] })).toEqual([two.id, one.id]);
    expect(await found({ tags: ['s2', 's1'] })).toEqual([one.id]);
    expect(await found({ text: 'zoé', client: true })).toEqual([two.id]);
    expect(await found({ text: 'zoé', client: false })).toEqual([one.id]);
    expect(await found({ text: 'zoé', createdAfter: '2025-09-02T00:00:00.000Z' })).toEqual([two.id]);
    expect(await found({ text: 'zoé', createdBefore: '2025-09-02T00:00:00.000Z' })).toEqual([one.id]);
  });
});
