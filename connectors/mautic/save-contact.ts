import type { Receipt } from '../../platform/connectors/connector.js';
import {
  campaignsOf,
  changeContact,
  changePoints,
  findContacts,
  getContact,
  type Session,
  saveContact,
  segmentsOf,
  setMembership,
  statRows,
} from './client.js';
import { keepSubscriptions } from './consents.js';
import type { ContactPayload, LeadPayload, Segments, StopPayload } from './people.js';
import { type Contact, type ContactFields, tagsOf } from './wire.js';

// Whatever is done here is done again without harm: an answer that was lost is simply asked for by doing it again.

/** Brings a contact there, or up to date: by Mautic's id, by ours where it is kept, by the e-mail address. */
export async function syncContact(
  session: Session,
  payload: ContactPayload,
  { externalId }: { externalId: string | null },
): Promise<Receipt> {
  const contact = await saved(session, payload, externalId);
  await keepSubscriptions(session, contact, payload.subscriptions);
  await keepSegments(session, contact.id, payload.segments);
  return { externalId: String(contact.id), vendorStatus: null };
}

async function saved(
  session: Session,
  { fields, tags, ownId }: ContactPayload,
  externalId: string | null,
): Promise<Contact> {
  const own: Record<string, string> = ownId ? { [ownId.field]: ownId.value } : {};
  const linked = externalId === null ? null : await getContact(session, externalId);
  if (linked) {
    // Both sides were compared since it was linked: what we do not have is to go there too.
    const dropped = tagsOf(linked).filter((tag) => !tags.includes(tag));
    const changed = [...tags, ...dropped.map((tag) => `-${tag}`)];
    return changeContact(session, linked.id, { ...fields, ...own, overwriteWithBlank: true, ...tagged(changed) });
  }
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
  const first: ContactFields = { ...given, ...own, ...tagged(tags) };
  const found = ownId ? await findByOwnId(session, ownId) : null;
  return found ? changeContact(session, found.id, first) : saveContact(session, first);
}

const tagged = (tags: readonly string[]): ContactFields => (tags.length > 0 ? { tags } : {});

async function findByOwnId(
  session: Session,
  { field, value }: { field: string; value: string },
): Promise<Contact | null> {
  const found = await findContacts(session, { where: [{ col: field, expr: 'eq', val: value }], limit: 1 });
  return found[0] ?? null;
}

async function keepSegments(session: Session, contact: number, segments: Segments): Promise<void> {
  const current = segments.length > 0 ? await segmentsOf(session, contact) : new Set<number>();
  for (const { segment, member } of segments) {
    if (current.has(segment) !== member) await setMembership(session, { segment }, { contact, member });
  }
}

/** Puts a lead's contact in its segments, and gives what is missing of its points. */
export async function syncLead(session: Session, { contact, segments, points }: LeadPayload): Promise<Receipt> {
  await keepSegments(session, contact, segments);
  if (points) {
    const { event, total } = points;
    const rows = await statRows(session, 'lead_points_change_log', {
      where: [
        { col: 'lead_id', expr: 'eq', val: String(contact) },
        { col: 'event_name', expr: 'eq', val: event },
      ],
      limit: 1_000,
    });
    const missing = total - rows.reduce((sum, { delta }) => sum + Number(delta ?? 0), 0);
    if (missing !== 0) await changePoints(session, contact, missing, event);
  }
  return { externalId: String(contact), vendorStatus: null };
}

/** Sets "do not contact" and takes the contact out of campaigns; whoever is gone there is in none. */
export async function stopCampaigns(
  session: Session,
  { contact: id, subscriptions, campaigns }: StopPayload,
): Promise<Receipt> {
  const contact = await getContact(session, String(id));
  if (!contact) return { externalId: null, vendorStatus: 'gone' };
  await keepSubscriptions(session, contact, subscriptions);
  const current = await campaignsOf(session, id);
  for (const campaign of campaigns.filter((one) => current.has(one))) {
    await setMembership(session, { campaign }, { contact: id, member: false });
  }
  return { externalId: String(id), vendorStatus: 'stopped' };
}
