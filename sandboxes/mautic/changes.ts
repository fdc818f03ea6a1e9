import type { Mautic, WebhookEvent } from './mautic.js';
import { type Contact, channelStatus, type SentEmail } from './model.js';
import { campaignEventId, emailView, webhookContactView } from './views.js';
import { type ContactInput, contactFieldSchema } from './wire.js';

// Changes to what the vendor holds. Each returns the events that webhooks tell of it.

/** A contact that is not kept yet, with what was given. */
export function newContact(vendor: Mautic, input: ContactInput): Contact {
  const now = vendor.time;
  const contact: Contact = {
    id: vendor.nextId(),
    fields: {},
    tags: [],
    points: 0,
    owner: null,
    dateAdded: now,
    dateModified: null,
    lastActive: null,
    dateIdentified: null,
    doNotContact: [],
    timeline: [{ event: 'lead.create', eventType: 'Contact created', timestamp: now, details: {} }],
  };
  setFields(vendor, contact, input);
  return contact;
}

export function keepContact(vendor: Mautic, contact: Contact): WebhookEvent[] {
  vendor.keep(contact);
  return [savedEvent(vendor, 'mautic.lead_post_save_new', contact)];
}

/** Sets the given fields; `clear` empties the others first, as PUT does. */
export function changeContact(vendor: Mautic, contact: Contact, input: ContactInput, clear = false): WebhookEvent[] {
  if (clear) contact.fields = {};
  setFields(vendor, contact, input);
  contact.dateModified = vendor.time;
  vendor.keep(contact);
  return [savedEvent(vendor, 'mautic.lead_post_save_update', contact)];
}

export function deleteContact(vendor: Mautic, contact: Contact): WebhookEvent[] {
  const { id } = contact;
  vendor.contacts.delete(id);
  deleteOf(id, vendor.notes);
  deleteOf(id, vendor.segmentMembers);
  deleteOf(id, vendor.campaignMembers);
  const payload = { id, contact: { ...webhookContactView(vendor, contact), id: null }, timestamp: vendor.time };
  return [{ type: 'mautic.lead_post_delete', payload }];
}

export function changePoints(
  vendor: Mautic,
  contact: Contact,
  delta: number,
  names: { eventName: string; actionName: string },
): WebhookEvent[] {
  const old_points = contact.points;
  contact.points += delta;
  const change = { id: vendor.nextId(), contactId: contact.id, delta, ...names, dateAdded: vendor.time };
  vendor.pointsChanges.push(change);
  log(vendor, contact, 'point.gained', 'Point gained', { delta, ...names });
  const points = { old_points, new_points: contact.points };
  const payload = { contact: webhookContactView(vendor, contact), points, timestamp: vendor.time };
  return [{ type: 'mautic.lead_points_change', payload }];
}

/** Sets or takes away (`reason` null) "do not contact" on a channel; no event when nothing changes. */
export function changeSubscription(
  vendor: Mautic,
  contact: Contact,
  channel: string,
  to: { reason: number; comments: string; channelId: number | null } | null,
): WebhookEvent[] {
  const old_status = channelStatus(contact, channel);
  contact.doNotContact = contact.doNotContact.filter((one) => one.channel !== channel);
  if (to) {
    contact.doNotContact.push({ id: vendor.nextId(), channel, ...to, dateAdded: vendor.time });
    log(vendor, contact, 'lead.donotcontact', 'Do not contact', { channel, reason: to.reason });
  }
  const new_status = channelStatus(contact, channel);
  if (new_status === old_status) return [];
  const statuses = { channel, old_status, new_status, timestamp: vendor.time };
  const payload = { contact: webhookContactView(vendor, contact), ...statuses };
  return [{ type: 'mautic.lead_channel_subscription_changed', payload }];
}

/**
 * Puts a contact in a campaign, which sends its e-mail at once; not to somebody without an address, or who is not to be
 * contacted. A member stays as it is; one that was removed starts again.
 */
export function joinCampaign(vendor: Mautic, contact: Contact, campaignId: number): WebhookEvent[] {
  const key = `${campaignId}:${contact.id}`;
  const known = vendor.campaignMembers.get(key);
  if (known && !known.removed) return [];
  const rotation = (known?.rotation ?? 0) + 1;
  const member = { campaignId, contactId: contact.id, dateAdded: vendor.time, removed: false, rotation };
  vendor.campaignMembers.set(key, member);
  const address = contact.fields.email;
  if (!address || channelStatus(contact, 'email') !== 'contactable') return [];
  const sent = { id: vendor.nextId(), emailId: campaignId, campaignId, contactId: contact.id, address, rotation };
  const email: SentEmail = { ...sent, dateSent: vendor.time, dateRead: null };
  vendor.emails.push(email);
  log(vendor, contact, 'campaign.event', 'Campaign action triggered', { campaignId });
  log(vendor, contact, 'email.sent', 'Email sent', { emailId: campaignId, statId: email.id });
  return [emailEvent(vendor, 'mautic.email_on_send', contact, email)];
}

export function readEmail(vendor: Mautic, contact: Contact, email: SentEmail): WebhookEvent[] {
  email.dateRead ??= vendor.time;
  contact.lastActive = vendor.time;
  log(vendor, contact, 'email.read', 'Email read', { emailId: email.emailId, statId: email.id });
  return [emailEvent(vendor, 'mautic.email_on_open', contact, email)];
}

function deleteOf<Key>(contact: number, held: Map<Key, { readonly contactId: number }>): void {
  for (const [key, { contactId }] of held) if (contactId === contact) held.delete(key);
}

function emailEvent(vendor: Mautic, type: string, contact: Contact, email: SentEmail): WebhookEvent {
  const { emailId, campaignId, id } = email;
  const view = emailView(vendor, emailId);
  const payload = {
    email: view,
    contact: webhookContactView(vendor, contact),
    idHash: id.toString(16),
    subject: view.subject,
    source: ['campaign.event', campaignEventId(campaignId)],
    timestamp: vendor.time,
  };
  return { type, payload };
}

function savedEvent(vendor: Mautic, type: string, contact: Contact): WebhookEvent {
  return { type, payload: { contact: webhookContactView(vendor, contact), timestamp: vendor.time } };
}

function setFields(vendor: Mautic, contact: Contact, input: ContactInput): void {
  for (const { alias } of vendor.fields) {
    const given = contactFieldSchema.safeParse(input[alias]);
    if (!given.success) continue;
    const isBlank = given.data === null || given.data === '';
    if (!isBlank) contact.fields[alias] = String(given.data);
    else if (input.overwriteWithBlank) contact.fields[alias] = null;
  }
  for (const tag of input.tags ?? []) {
    const name = tag.replace(/^-/, '');
    contact.tags = contact.tags.filter((one) => one !== name);
    if (name === tag) contact.tags.push(name);
  }
  if (input.owner !== undefined) contact.owner = input.owner;
  if (input.lastActive !== undefined) contact.lastActive = input.lastActive;
  if (contact.fields.email && !contact.dateIdentified) {
    contact.dateIdentified = vendor.time;
    log(vendor, contact, 'lead.identified', 'Contact identified', {});
  }
}

function log(
  { time }: Mautic,
  { timeline }: Contact,
  event: string,
  eventType: string,
  details: Record<string, unknown>,
) {
  timeline.push({ event, eventType, timestamp: time, details });
}
