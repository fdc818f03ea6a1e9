import { randomUUID } from 'node:crypto';
import { callerOf, organizations } from '../../support/caller.js';
import { type MarketingKit, startMarketing } from './marketing-kit.js';

let kit: MarketingKit;
/** Rows of the north. */
let ids: Record<'Contact' | 'Lead', string>;
const email = 'marie@example.org';
const south = callerOf(organizations.south);

beforeAll(async () => {
  kit = await startMarketing();
  const contact = await kit.contact({ email });
  ids = { Contact: contact.id, Lead: (await kit.lead({ contactId: contact.id })).id };
});
afterAll(() => kit?.close());

const entities = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename ... on Contact { id } ... on Lead { id } ... on Intervention { contact { id } }
  }
}`;
const representations = () => [
  { __typename: 'Contact', id: ids.Contact },
  { __typename: 'Lead', id: ids.Lead },
  { __typename: 'Intervention', id: randomUUID(), beneficiary: { email: 'MARIE@example.org' } },
  { __typename: 'Intervention', id: randomUUID(), beneficiary: { email: null } },
];

describe('another organization', () => {
  test('finds nothing by id, by e-mail, in lists or as entities', async () => {
    for (const query of [
      `{ found: contact(id: "${ids.Contact}") { id } }`,
      `{ found: lead(id: "${ids.Lead}") { id } }`,
    ]) {
      expect(await kit.graph.data(query)).toMatchObject({ found: { id: expect.any(String) } });
      expect(await kit.graph.data(query, {}, south)).toEqual({ found: null });
    }
    const byEmail = `{ contactByEmail(email: "${email}") { id } }`;
    expect(await kit.graph.data(byEmail, {}, south)).toEqual({ contactByEmail: null });
    for (const field of ['contacts', 'leads']) {
      const query = `{ found: ${field} { totalCount nodes { id } } }`;
      expect(await kit.graph.data(query)).toMatchObject({ found: { totalCount: 1 } });
      expect(await kit.graph.data(query, {}, south)).toEqual({ found: { totalCount: 0, nodes: [] } });
    }
    const intervention = (contact: object | null) => ({ __typename: 'Intervention', contact });
    const variables = { representations: representations() };
    expect(await kit.graph.data(entities, variables)).toEqual({
      _entities: [
        { __typename: 'Contact', id: ids.Contact },
        { __typename: 'Lead', id: ids.Lead },
        intervention({ id: ids.Contact }),
        intervention(null),
      ],
    });
    expect(await kit.graph.data(entities, variables, south)).toEqual({
      _entities: [null, null, intervention(null), intervention(null)],
    });
  });

  test('changes nothing: every mutation that takes an id', async () => {
    const consent = 'input: { purpose: PROFILING, source: "x" }';
    const attempts: Record<string, string | null> = {
      createContact: null,
      upsertContact: null,
      updateContact: `id: "${ids.Contact}", input: {}`,
      deleteContact: `id: "${ids.Contact}"`,
      recordConsent: `contactId: "${ids.Contact}", ${consent}`,
      withdrawConsent: `contactId: "${ids.Contact}", ${consent}`,
      createLead: `input: { contactId: "${ids.Contact}", source: "x" }`,
      updateLead: `id: "${ids.Lead}", input: {}`,
      deleteLead: `id: "${ids.Lead}"`,
      qualifyLead: `id: "${ids.Lead}"`,
      loseLead: `id: "${ids.Lead}"`,
      convertLead: `id: "${ids.Lead}"`,
    };
    const mutations = Object.keys(kit.graph.schema.getMutationType()?.getFields() ?? {});
    expect(Object.keys(attempts).sort()).toEqual(mutations.sort());
    for (const [mutation, args] of Object.entries(attempts)) {
      if (args === null) continue;
      const fields = mutation.startsWith('delete') ? '' : '{ id }';
      const refusal = await kit.graph.refusal(`mutation { ${mutation}(${args}) ${fields} }`, {}, south);
      expect(refusal).toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  test('has contacts of its own with the same e-mail', async () => {
    const { id } = await kit.contact({ email }, south);
    expect(id).not.toBe(ids.Contact);
    const byEmail = `{ contactByEmail(email: "${email}") { id } }`;
    expect(await kit.graph.data(byEmail)).toEqual({ contactByEmail: { id: ids.Contact } });
    expect(await kit.graph.data(byEmail, {}, south)).toEqual({ contactByEmail: { id } });
  });
});

describe('a caller without the scope', () => {
  test('reads and changes nothing, fields on interventions included', async () => {
    const others = callerOf(organizations.north, ['interventions:read', 'billing:read', 'marketing:write']);
    const forbidden = { code: 'FORBIDDEN', requiredScope: 'marketing:read' };
    for (const query of [
      `{ contact(id: "${ids.Contact}") { id } }`,
      `{ contactByEmail(email: "${email}") { id } }`,
      '{ contacts { totalCount } }',
      `{ lead(id: "${ids.Lead}") { id } }`,
      '{ leads { totalCount } }',
    ]) {
      expect(await kit.graph.refusal(query, {}, others)).toMatchObject(forbidden);
    }
    for (const representation of representations()) {
      const variables = { representations: [representation] };
      expect(await kit.graph.refusal(entities, variables, others)).toMatchObject(forbidden);
    }
    const reader = callerOf(organizations.north, ['marketing:read']);
    const mutation = 'mutation { createContact(input: { firstName: "x" }) { id } }';
    expect(await kit.graph.refusal(mutation, {}, reader)).toMatchObject({ requiredScope: 'marketing:write' });
  });
});
