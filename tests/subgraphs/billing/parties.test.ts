import { randomUUID } from 'node:crypto';
import { type BillingKit, startBilling } from './billing-kit.js';

let kit: BillingKit;
beforeAll(async () => {
  kit = await startBilling();
});
afterAll(() => kit?.close());

const companyFields = `id version name legalName siren siret vatNumber iban invoicePrefix
  address { street complement postalCode city country }`;
const createCompany = `mutation ($input: CreateCompanyInput!) { createCompany(input: $input) { ${companyFields} } }`;
const updateCompany = `mutation ($id: ID!, $input: UpdateCompanyInput!, $expectedVersion: Int) {
  updateCompany(id: $id, input: $input, expectedVersion: $expectedVersion) { ${companyFields} }
}`;
const customerFields = 'id version kind name email phone contact { id } address { city country }';
const createCustomer = `mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) { ${customerFields} } }`;
const updateCustomer = `mutation ($id: ID!, $input: UpdateCustomerInput!) {
  updateCustomer(id: $id, input: $input) { ${customerFields} }
}`;

async function company(input: object): Promise<{ id: string }> {
  return (await kit.graph.data<{ createCompany: { id: string } }>(createCompany, { input })).createCompany;
}

async function customer(input: object): Promise<{ id: string }> {
  return (await kit.graph.data<{ createCustomer: { id: string } }>(createCustomer, { input })).createCustomer;
}

describe('a company', () => {
  test('is kept as its numbers are written officially, and read back', async () => {
    const made = await company({
      name: '  Valoren ',
      legalName: 'Valoren SAS',
      siren: '732 829 320',
      siret: '732.829.320 00074',
      vatNumber: 'fr 44 732829320',
      iban: 'FR14 2004 1010 0505 0001 3M02 606',
      address: { street: '1 rue de la Paix', postalCode: '75002', city: 'Paris' },
    });
    expect(made).toEqual({
      id: expect.any(String),
      version: 1,
      name: 'Valoren',
      legalName: 'Valoren SAS',
      siren: '732829320',
      siret: '73282932000074',
      vatNumber: 'FR44732829320',
      iban: 'FR1420041010050500013M02606',
      invoicePrefix: 'FAC',
      address: { street: '1 rue de la Paix', complement: null, postalCode: '75002', city: 'Paris', country: 'FR' },
    });
    const read = await kit.graph.data(`query ($id: ID!) { company(id: $id) { ${companyFields} } }`, made);
    expect(read).toEqual({ company: made });
  });

  test('names every field that is wrong', async () => {
    const refusal = await kit.graph.refusal(createCompany, {
      input: {
        name: ' ',
        siren: '732829321',
        siret: '123',
        vatNumber: 'FR00732829320',
        iban: 'FR00',
        invoicePrefix: 'é',
        address: { street: 'x', postalCode: '1', city: 'y', country: 'France' },
      },
    });
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', retryable: false });
    const { violations } = refusal as { violations: { field: string }[] };
    expect(violations.map(({ field }) => field).sort()).toEqual(
      ['address.country', 'iban', 'invoicePrefix', 'name', 'siren', 'siret', 'vatNumber'].sort(),
    );
  });

  test('has a SIRET of its own SIREN, also when only one of them changes', async () => {
    const { id } = await company({ name: 'A', siren: '732829320', siret: '73282932000074' });
    const refusal = await kit.graph.refusal(updateCompany, { id, input: { siren: '404833048' } });
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', violations: [{ field: 'siret' }] });
  });

  test('changes where it is told to, and only from the version that was seen', async () => {
    const { id } = await company({ name: 'B', legalName: 'B SAS', iban: 'CH93 0076 2011 6238 5295 7' });
    const changed = await kit.graph.data(updateCompany, {
      id,
      expectedVersion: 1,
      input: { name: 'C', iban: null, address: { street: 's', postalCode: '1200', city: 'Genève', country: 'CH' } },
    });
    expect(changed).toMatchObject({
      updateCompany: { version: 2, name: 'C', legalName: 'B SAS', iban: null, address: { city: 'Genève' } },
    });
    const stale = await kit.graph.refusal(updateCompany, { id, expectedVersion: 1, input: { name: 'D' } });
    expect(stale).toMatchObject({ code: 'CONFLICT', currentVersion: 2, expectedVersion: 1 });
    const empty = await kit.graph.refusal(updateCompany, { id, input: { name: null } });
    expect(empty).toMatchObject({ code: 'INVALID_INPUT', violations: [{ field: 'name' }] });
    const nobody = await kit.graph.refusal(updateCompany, { id: randomUUID(), input: {} });
    expect(nobody).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('is listed in pages, newest first', async () => {
    const ids: string[] = [];
    for (const name of ['P1', 'P2', 'P3']) {
      kit.clock.now = new Date(kit.clock.now.getTime() + 1_000);
      ids.unshift((await company({ name })).id);
    }
    interface Listed {
      companies: { nodes: { id: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean }; totalCount: number };
    }
    const page = 'nodes { id } pageInfo { endCursor hasNextPage } totalCount';
    const { companies: first } = await kit.graph.data<Listed>(`{ companies(first: 2) { ${page} } }`);
    expect(first.nodes.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const after = first.pageInfo.endCursor;
    const { companies: next } = await kit.graph.data<Listed>(
      `query ($after: String) { companies(first: 1, after: $after) { ${page} } }`,
      { after },
    );
    expect(next.nodes.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(next.totalCount).toBe(first.totalCount);
    for (const wrong of ['first: 0', 'first: 101', 'after: "nonsense"']) {
      expect(await kit.graph.refusal(`{ companies(${wrong}) { totalCount } }`)).toMatchObject({
        code: 'INVALID_INPUT',
      });
    }
  });
});

describe('a customer', () => {
  test('is a person or a company, with a contact in marketing', async () => {
    const contactId = randomUUID();
    const made = await customer({ kind: 'COMPANY', name: 'ACME', email: ' Ann@ACME.example ', contactId });
    expect(made).toMatchObject({
      kind: 'COMPANY',
      name: 'ACME',
      email: 'ann@acme.example',
      phone: null,
      address: null,
      contact: { id: contactId },
    });
    const twice = await kit.graph.refusal(createCustomer, { input: { name: 'Again', contactId } });
    expect(twice).toMatchObject({ code: 'CONFLICT', field: 'contactId' });
  });

  test('changes where it is told to', async () => {
    const { id } = await customer({ name: 'Old', email: 'old@example.org', phone: '+33612345678' });
    const changed = await kit.graph.data(updateCustomer, { id, input: { name: 'New', email: null } });
    expect(changed).toMatchObject({
      updateCustomer: { version: 2, kind: 'PERSON', name: 'New', email: null, phone: '+33612345678' },
    });
    const input = { email: 'no address', phone: '0612345678', contactId: 'x' };
    const { violations } = (await kit.graph.refusal(updateCustomer, { id, input })) as { violations: object[] };
    expect(violations).toMatchObject([{ field: 'email' }, { field: 'phone' }, { field: 'contactId' }]);
  });

  test('is found by text, e-mail, kind and contact', async () => {
    const contactId = randomUUID();
    const { id } = await customer({ name: 'Zoé 100%', email: 'zoe@example.org', phone: '+33700000001', contactId });
    const found = async (filter: object) => {
      const query = 'query ($filter: CustomerFilter) { customers(filter: $filter) { nodes { id } totalCount } }';
      return (await kit.graph.data<{ customers: object }>(query, { filter })).customers;
    };
    const only = { nodes: [{ id }], totalCount: 1 };
    for (const filter of [
      { text: 'zoé 100%' },
      { text: '+337000' },
      { email: 'ZOE@example.org' },
      { contactId },
      { contactId, kind: 'PERSON' },
    ]) {
      expect(await found(filter)).toEqual(only);
    }
    for (const filter of [{ text: '100_' }, { contactId, kind: 'COMPANY' }, { contactId: 'no id' }]) {
      expect(await found(filter)).toEqual({ nodes: [], totalCount: 0 });
    }
  });
});
