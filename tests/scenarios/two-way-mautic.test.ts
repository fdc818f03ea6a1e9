import { randomUUID } from 'node:crypto';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { bothSides, startTwoWayVendors, untilQuiet } from '../support/two-way-vendors.js';

// Here and at Mautic, people change the same contacts, with the connector and sandbox that `hub start` has.

let vendorsAhead = 0;
let hub: TestHub;
let vendors: Awaited<ReturnType<typeof startTwoWayVendors>>;
let both: ReturnType<typeof bothSides>;
beforeAll(async () => {
  hub = await startTestHub();
  vendors = await startTwoWayVendors(hub, () => Date.now() + vendorsAhead);
  both = bothSides(hub, vendors);
}, 60_000);
afterEach(() => vendors.lose(false));
afterAll(async () => {
  await hub.close();
  await vendors.close();
});

const ask = async <Data>(query: string, variables: object) => hub.admin.data<Data>(query, { ...variables });

interface Contact {
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  consents: { purpose: string; granted: boolean }[];
}
const contactOf = async (id: string) => {
  const query = 'query ($id: ID!) { contact(id: $id) { firstName lastName email phone consents { purpose granted } } }';
  return (await ask<{ contact: Contact }>(query, { id })).contact;
};
const changeContact = (id: string, input: object) =>
  ask('mutation ($id: ID!, $input: ContactInput!) { updateContact(id: $id, input: $input) { id } }', { id, input });
const personThere = (id: number) => vendors.mautic.state().contacts.find((one) => one.id === id);
const editPerson = (contact_id: number, fields: Record<string, string>) =>
  vendors.mautic.sendEvent({ event: 'mautic.lead_post_save_update', contact_id, fields });

async function contact() {
  const input = { firstName: 'Marie', lastName: 'Curie', email: `${randomUUID()}@example.org`, phone: '+33612345678' };
  const { createContact } = await ask<{ createContact: { id: string } }>(
    'mutation ($input: ContactInput!) { createContact(input: $input) { id } }',
    { input },
  );
  const there = Number(await both.found(createContact.id));
  await untilQuiet(hub);
  return { id: createContact.id, there, email: input.email };
}

test.each([['told'], ['lost']])(
  'a contact changed here and at Mautic: each change on the other side (webhooks %s)',
  async (told) => {
    const { id, there } = await contact();
    vendors.lose(told === 'lost');
    const before = vendors.changes();
    vendorsAhead += 2_000;
    await editPerson(there, { phone: '+33600000002' });
    await changeContact(id, { lastName: 'Skłodowska' });
    if (told === 'lost') await both.poll();
    await eventually(async () => {
      const { phone } = await contactOf(id);
      return phone === '+33600000002' && personThere(there)?.fields.lastname === 'Skłodowska';
    }, 'each change on the other side');
    await both.agreeForGood();
    expect(await contactOf(id)).toMatchObject({ phone: '+33600000002', lastName: 'Skłodowska' });
    expect(personThere(there)?.fields).toMatchObject({ phone: '+33600000002', lastname: 'Skłodowska' });
    expect(vendors.changes() - before).toBeLessThanOrEqual(4);
  },
);

test('an address that another has here waits for a person, and is taken over once it is free and they say so', async () => {
  const [other, one] = [await contact(), await contact()];
  vendorsAhead += 2_000;
  await editPerson(one.there, { email: other.email });
  const [conflict] = await both.openConflicts(one.id, 'email');
  expect(conflict).toMatchObject({ ours: one.email, theirs: other.email, rule: 'refused here' });
  expect(await contactOf(one.id)).toMatchObject({ email: one.email });

  await changeContact(other.id, { email: `${randomUUID()}@example.org` });
  await untilQuiet(hub);
  await both.resolve(conflict?.id ?? '', 'THEIRS');
  await eventually(async () => (await contactOf(one.id)).email === other.email, 'theirs is here');
  await both.agreeForGood();
  expect(personThere(one.there)?.email).toBe(other.email);
  expect(await both.inbox(one.id)).toEqual([]);
});

test('a consent that is withdrawn at Mautic is withdrawn here, though no webhook tells of it', async () => {
  const { id, there } = await contact();
  const consent = `mutation ($id: ID!) {
    recordConsent(contactId: $id, input: { purpose: EMAIL_MARKETING, source: "web-form", granted: true }) { id } }`;
  await ask(consent, { id });
  await untilQuiet(hub);
  vendors.lose(true);
  vendorsAhead += 2_000;
  await vendors.mautic.sendEvent({
    event: 'mautic.lead_channel_subscription_changed',
    contact_id: there,
    new_status: 'unsubscribed',
  });
  await both.poll();
  const isWithdrawn = async () => {
    const { consents } = await contactOf(id);
    return consents.some(({ purpose, granted }) => purpose === 'EMAIL_MARKETING' && !granted);
  };
  await eventually(isWithdrawn, 'withdrawn here');
  await both.agreeForGood();
  expect(await isWithdrawn()).toBe(true);
  expect(personThere(there)?.doNotContact).not.toEqual([]);
});
