import type { Receipt } from '../../platform/connectors/connector.js';
import { VendorError } from '../../platform/connectors/vendor-error.js';
import type { CampaignPayload } from './campaign-payload.js';
import { addNote, findNote, getContact, type Session, setMembership, statRows } from './client.js';
import { keepSubscriptions } from './consents.js';

// A member that is added again stays as it is, and nothing is sent: to start a campaign again it is left first. Mautic
// counts the times (`rotation`). Which of them is to be ours is written in a note before, so that a start whose answer
// was lost can be told from one that never came.

const mark = (key: string) => `[passerelle ${key} #`;

/** Starts a campaign for a contact, once for each key. @throws VendorError `permanent` when the contact is not to be contacted */
export async function startCampaign(session: Session, payload: CampaignPayload): Promise<Receipt> {
  const { contact: id, campaign, key, text, subscriptions, needsConsent } = payload;
  const contact = await getContact(session, String(id));
  if (!contact) throw forbidden('CONTACT_GONE', 'The contact is not at Mautic any more.');
  const closed = await keepSubscriptions(session, contact, subscriptions);
  if (needsConsent && closed.has('email')) {
    throw forbidden('DO_NOT_CONTACT', 'Mautic was told since that the contact is not to be contacted.');
  }
  const { rotation, isMember } = await membership(session, payload);
  let ours = await rotationOf(session, payload);
  if (ours === null) {
    ours = rotation + 1;
    await addNote(session, { lead: id, text: `${text} ${mark(key)}${ours}]` });
  }
  if (rotation < ours) {
    if (isMember) await setMembership(session, { campaign }, { contact: id, member: false });
    await setMembership(session, { campaign }, { contact: id, member: true });
  }
  // Mautic keeps such a member, and mails nobody.
  return {
    externalId: null,
    vendorStatus: closed.has('email') ? 'do not contact' : 'started',
    facts: { rotation: ours },
  };
}

/** Whether an earlier attempt started it. */
export async function findStarted(session: Session, payload: CampaignPayload): Promise<Receipt | null> {
  const ours = await rotationOf(session, payload);
  if (ours === null || (await membership(session, payload)).rotation < ours) return null;
  return { externalId: null, vendorStatus: 'started', facts: { rotation: ours } };
}

async function rotationOf(session: Session, { contact, key }: CampaignPayload): Promise<number | null> {
  const note = await findNote(session, contact, mark(key));
  if (!note) return null;
  return Number.parseInt(note.text.slice(note.text.indexOf(mark(key)) + mark(key).length), 10);
}

async function membership(session: Session, { contact, campaign }: CampaignPayload) {
  const [row] = await statRows(session, 'campaign_leads', {
    where: [
      { col: 'campaign_id', expr: 'eq', val: String(campaign) },
      { col: 'lead_id', expr: 'eq', val: String(contact) },
    ],
    limit: 1,
  });
  if (!row) return { rotation: 0, isMember: false };
  return { rotation: Number(row.rotation ?? 1), isMember: String(row.manually_removed) !== '1' };
}

const forbidden = (vendorCode: string, message: string) => new VendorError(message, { kind: 'permanent', vendorCode });
