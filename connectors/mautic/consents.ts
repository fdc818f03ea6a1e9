import { addDoNotContact, removeDoNotContact, type Session, statRows } from './client.js';
import type { Contact } from './wire.js';

/** What a contact said last of a channel. */
export interface Subscription {
  channel: 'email' | 'sms';
  granted: boolean;
  /** ISO 8601. */
  at: string;
}

interface SaidOf {
  purpose: string;
  granted: boolean;
  at: string;
}

const channels = { EMAIL_MARKETING: 'email', SMS_MARKETING: 'sms' } as const;

/** A channel that the contact was never asked about is left as Mautic has it. */
export const subscriptionsOf = (consents: readonly SaidOf[]): Subscription[] =>
  Object.entries(channels).flatMap(([purpose, channel]) => {
    const said = consents.find((consent) => consent.purpose === purpose);
    return said ? [{ channel, granted: said.granted, at: said.at }] : [];
  });

/** What an entry of ours begins with. */
const ours = 'Passerelle';
const bounced = 2;

/**
 * Has Mautic's "do not contact" say what the contact said here last. What it knows of a later word, or that mail came
 * back, stands: its own word to us is on the way then.
 * @returns the channels that are closed now
 */
export async function keepSubscriptions(
  session: Session,
  { id, doNotContact }: Contact,
  subscriptions: readonly Subscription[],
): Promise<Set<string>> {
  const closed = new Set(doNotContact.map(({ channel }) => channel));
  for (const { channel, granted, at } of subscriptions) {
    const entry = doNotContact.find((one) => one.channel === channel);
    if (!granted && !entry) {
      await addDoNotContact(session, id, channel, `${ours}: consent withdrawn`);
      closed.add(channel);
    }
    if (!granted || !entry || entry.reason === bounced) continue;
    if (entry.comments?.startsWith(ours) || (await saidBefore(session, { id, channel, at }))) {
      await removeDoNotContact(session, id, channel);
      closed.delete(channel);
    }
  }
  return closed;
}

/** Whether what Mautic has of a channel is older than a moment. Contacts do not say since when, the table does, in whole seconds. */
async function saidBefore(
  session: Session,
  { id, channel, at }: { id: number; channel: string; at: string },
): Promise<boolean> {
  const rows = await statRows(session, 'lead_donotcontact', {
    where: [
      { col: 'lead_id', expr: 'eq', val: String(id) },
      { col: 'channel', expr: 'eq', val: channel },
    ],
  });
  const seconds = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  return rows.every(({ date_added }) => String(date_added ?? '') < seconds);
}
