import { randomUUID } from 'node:crypto';
import { createDocusealSandbox } from '../../sandboxes/docuseal/index.js';
import { createInvoiceNinjaSandbox } from '../../sandboxes/invoice-ninja/index.js';
import { createMauticSandbox } from '../../sandboxes/mautic/index.js';
import { createSymphonicsSandbox } from '../../sandboxes/symphonics/index.js';
import type { ConnectorTrial } from './connector-kit.js';
import { askForDelivery } from './deliveries.js';
import { createIntervention, finishInstallation, signContract } from './dossiers.js';
import type { TestHub } from './hub.js';
import { createPartner } from './partners.js';
import { createQuote, sendQuote } from './quotes.js';

const symphonics = createSymphonicsSandbox();
const partner = createSymphonicsSandbox();
const docuseal = createDocusealSandbox();
const mautic = createMauticSandbox({ customFields: ['passerelle_id'] });
const invoiceNinja = createInvoiceNinjaSandbox({ companies: [{ name: 'VALOREN', token: 'sandbox-token' }] });

/** A dossier that goes once its contract is signed. */
async function unsignedDossier({ admin }: Pick<TestHub, 'admin'>) {
  const made = await createIntervention(admin);
  await finishInstallation(admin, made.id);
  return { ...made, go: () => signContract(admin, made.id) };
}

/** Each connector's sandbox, credentials and subject: a new connector gets the whole kit by a line here. */
export const trials: Readonly<Record<string, ConnectorTrial>> = {
  symphonics: {
    startSandbox: () => symphonics.start(),
    credentials: {
      clientId: 'sandbox-client',
      clientSecret: 'sandbox-secret',
      webhookSecret: 'sandbox-webhook-secret',
    },
    write: { method: 'POST', path: '/crm/interventions' },
    tokenPath: '/auth/token',
    subject: unsignedDossier,
    held: (_vendor, { reference }) =>
      symphonics.state().interventions.filter(({ external_id }) => external_id === reference).length,
  },
  partner: {
    startSandbox: () => partner.start(),
    credentials: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' },
    connect: ({ admin }, baseUrl) => createPartner(admin, { name: 'Acme', baseUrl }),
    write: { method: 'POST', path: '/crm/interventions' },
    tokenPath: '/auth/token',
    // Symphonics accepts it first; then it goes to the partner.
    subject: unsignedDossier,
    held: (_vendor, { reference }) =>
      partner.state().interventions.filter(({ external_id }) => external_id === reference).length,
  },
  docuseal: {
    startSandbox: () => docuseal.start(),
    credentials: { apiKey: 'sandbox-docuseal-key', webhookSecret: 'whsec_sandbox-docuseal-secret' },
    settings: { quoteTemplate: 1, customerRole: 'Client' },
    write: { method: 'POST', path: '/submissions' },
    async subject(hub) {
      const { id, number: reference } = await createQuote(hub.admin);
      const about = { connector: 'docuseal', action: 'request-quote-signature' };
      const go = async () => {
        await sendQuote(hub.admin, id);
        await askForDelivery(hub, { ...about, subjectId: id, subjectReference: reference });
      };
      return { id, reference, go };
    },
    held: (_vendor, { id }) =>
      docuseal
        .state()
        .submissions.filter(({ submitters }) => submitters.some(({ external_id }) => external_id?.includes(id))).length,
    takeKeyAgain: () => docuseal.configure({ apiKeyRevoked: false }),
  },
  'invoice-ninja': {
    startSandbox: () => invoiceNinja.start(),
    credentials: { apiKey: 'sandbox-token', webhookSecret: 'sandbox-webhook-secret' },
    write: { method: 'POST', path: '/api/v1/clients' },
    async subject(hub) {
      const create = 'mutation { createCustomer(input: { name: "Marie Curie" }) { id name } }';
      const { createCustomer } = await hub.admin.data<{ createCustomer: { id: string; name: string } }>(create);
      const { id, name: reference } = createCustomer;
      const about = { connector: 'invoice-ninja', action: 'sync-customer', subjectId: id, subjectReference: reference };
      return { id, reference, go: () => askForDelivery(hub, about) };
    },
    held: (_vendor, { id }) =>
      invoiceNinja.state().VALOREN?.clients.filter(({ custom_value1 }) => custom_value1 === id).length ?? 0,
    // Its tokens are good again once it is as it was: nothing had come in.
    takeKeyAgain: () => invoiceNinja.reset(),
  },
  mautic: {
    startSandbox: () => mautic.start(),
    credentials: {
      clientId: 'sandbox-client',
      clientSecret: 'sandbox-client-secret',
      webhookSecret: 'sandbox-mautic-secret',
    },
    settings: { contactIdField: 'passerelle_id' },
    write: { method: 'POST', path: '/api/contacts/new' },
    tokenPath: '/oauth/v2/token',
    async subject(hub) {
      const create = 'mutation ($input: ContactInput!) { createContact(input: $input) { id } }';
      const input = { firstName: 'Marie', lastName: 'Curie', email: `${randomUUID()}@example.org` };
      const { createContact } = await hub.admin.data<{ createContact: { id: string } }>(create, { input });
      const about = { connector: 'mautic', action: 'sync-contact', subjectId: createContact.id };
      const reference = input.email;
      return { ...createContact, reference, go: () => askForDelivery(hub, { ...about, subjectReference: reference }) };
    },
    held: (_vendor, { reference }) => mautic.state().contacts.filter(({ email }) => email === reference).length,
  },
};
