import type { HubClient } from './client.js';

/** A quote over 120.00 EUR to a customer who can be reached, and is the contact where one is named; not sent yet. */
export async function createQuote(
  client: HubClient,
  { contactId }: { contactId?: string } = {},
): Promise<{ id: string; number: string }> {
  const parties = await client.data<Record<'company' | 'customer', { id: string }>>(
    `mutation ($contactId: ID) {
      company: createCompany(input: { name: "Valoren" }) { id }
      customer: createCustomer(input: { name: "Marie Curie", email: "marie@example.org", contactId: $contactId }) { id }
    }`,
    { contactId },
  );
  const input = {
    companyId: parties.company.id,
    customerId: parties.customer.id,
    lines: [{ description: 'Heat pump', unitPrice: 10_000, vatRate: 2_000 }],
  };
  const create = 'mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { id number } }';
  return (await client.data<{ createQuote: { id: string; number: string } }>(create, { input })).createQuote;
}

export async function sendQuote(client: HubClient, id: string): Promise<void> {
  await client.data('mutation ($id: ID!) { sendQuote(id: $id) { id } }', { id });
}
