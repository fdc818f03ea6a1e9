import { mautic } from '../../connectors/mautic/index.js';
import {
  type Asked,
  type ConnectorAction,
  type ConnectorSession,
  type KnownSubject,
  nothingKnown,
  type Prepared,
  subjectKey,
} from '../../platform/connectors/connector.js';
import { createMauticSandbox } from '../../sandboxes/mautic/index.js';
import { vendorSession } from './vendor-session.js';

// A contact of the hub's and what it is offered, and the connector's calls at a sandbox, without a hub around them.

export const credentials = {
  username: 'sandbox-user',
  password: 'sandbox-password',
  webhookSecret: 'sandbox-mautic-secret',
};
export const at = new Date('2026-03-02T10:00:00Z');

export const granted = (purpose: string, moment = at) => ({ purpose, granted: true, at: moment.toISOString() });
export const withdrawn = (purpose: string, moment = at) => ({ ...granted(purpose, moment), granted: false });
export const person = {
  id: '7d3c1f3e-0000-4000-8000-000000000001',
  firstName: 'Jeanne',
  lastName: 'Martin',
  email: 'jeanne@example.fr',
  phone: '+33612345678',
  tags: ['pac'],
  clientSince: at.toISOString() as string | null,
  consents: [] as ReturnType<typeof granted>[],
  leads: [{ status: 'NEW' }],
};
export const contactData = (changes: Partial<typeof person> = {}, counts = { quotes: 1, invoices: 0 }) => ({
  contact: { ...person, ...changes },
  pendingQuotes: { totalCount: counts.quotes },
  overdueInvoices: { totalCount: counts.invoices },
});
const customer = { contact: { id: person.id, consents: person.consents } };
export const quote = {
  id: '7d3c1f3e-0000-4000-8000-000000000002',
  number: 'DEV-2026-0001',
  status: 'SENT',
  signedAt: null,
  signedBy: null,
  customer,
};
export const invoice = {
  id: '7d3c1f3e-0000-4000-8000-000000000003',
  number: 'FAC-2026-0001',
  status: 'OVERDUE',
  customer,
};
export const payment = {
  id: '7d3c1f3e-0000-4000-8000-000000000004',
  receivedAt: at.toISOString(),
  amount: { amount: 105_550, currency: 'EUR' },
  invoice: { number: invoice.number, customer },
};
export const lead = {
  id: '7d3c1f3e-0000-4000-8000-000000000005',
  status: 'QUALIFIED',
  score: 40,
  source: 'website',
  contact: { id: person.id, consents: person.consents, leads: [{ status: 'QUALIFIED' }] },
};

export const actionOf = (name: string): ConnectorAction<unknown> => {
  const action = mautic.actions[name];
  if (!action) throw new Error(`no action ${name}`);
  return action;
};
export const knownAs = (externalId: string | null): KnownSubject => ({
  ...nothingKnown,
  externalId,
  others: new Map(externalId ? [[subjectKey({ type: 'contact', id: person.id }), externalId]] : []),
});

export interface About {
  known?: KnownSubject;
  variant?: string;
  settings?: object;
}
export function prepared(
  name: string,
  data: object,
  { known = nothingKnown, variant = '', settings = {} }: About = {},
) {
  const asked: Asked = { variant, input: null, settings: mautic.settings?.parse(settings), at };
  return actionOf(name).prepare(data, known, asked);
}
export const payloadOf = (made: Prepared<unknown>) => {
  if (!made.ready) throw new Error(`${made.reason}: ${JSON.stringify(made.violations)}`);
  return made.payload;
};

/** A sandbox of Mautic with a clock of its own, and what the connector does there. */
export async function startMautic() {
  let now = at.getTime();
  const sandbox = createMauticSandbox({ now: () => now, customFields: ['passerelle_id'] });
  const vendor = await sandbox.start();
  const session: ConnectorSession<unknown> = vendorSession(mautic, { baseUrl: vendor.url, credentials });
  async function sent(name: string, data: object, about: About = {}) {
    return actionOf(name).send(session, payloadOf(prepared(name, data, about)), about.known ?? nothingKnown);
  }
  return {
    sandbox,
    vendor,
    session,
    sent,
    now: () => now,
    advance(ms: number) {
      now += ms;
    },
    reset() {
      sandbox.reset();
      now = at.getTime();
    },
    /** The contact, as the hub has brought it there. */
    async there(changes: Partial<typeof person> = {}): Promise<KnownSubject> {
      return knownAs((await sent('sync-contact', contactData(changes))).externalId);
    },
    contacts: () => sandbox.state().contacts,
    theOne: () => sandbox.state().contacts[0],
    mails: (campaignId: number) =>
      sandbox.state().contacts[0]?.emails.filter((mail) => mail.campaignId === campaignId).length,
  };
}
