import type { ContactField } from './fields.js';
import type { Mautic } from './mautic.js';
import { type Configured, type Contact, campaigns, installedAt, type Note } from './model.js';

const saved = { createdBy: 1, createdByUser: 'Sandbox Admin', modifiedBy: null, modifiedByUser: null };

function fieldViews(fields: readonly ContactField[], group: ContactField['group'], { fields: values }: Contact) {
  const own = fields.filter((field) => field.group === group);
  return Object.fromEntries(
    own.map(({ id, label, alias, type }) => [
      alias,
      { id: String(id), label, alias, type, group, object: 'lead', is_fixed: '1', value: values[alias] ?? null },
    ]),
  );
}

/** A contact as webhooks have it: without the flat list of its fields. */
export function webhookContactView({ fields }: Mautic, contact: Contact) {
  const { id, points, dateAdded, dateModified, lastActive, dateIdentified, owner, tags, doNotContact } = contact;
  return {
    isPublished: true,
    dateAdded,
    dateModified,
    ...saved,
    id,
    points,
    color: null,
    fields: {
      core: fieldViews(fields, 'core', contact),
      social: fieldViews(fields, 'social', contact),
      personal: [],
      professional: [],
    },
    lastActive,
    owner: owner === null ? null : { id: owner, username: 'admin', firstName: 'Sandbox', lastName: 'Admin' },
    ipAddresses: [],
    tags: tags.map((tag) => ({ tag })),
    utmtags: [],
    stage: null,
    dateIdentified,
    preferredProfileImage: 'gravatar',
    doNotContact: doNotContact.map(({ dateAdded: _dateAdded, ...entry }) => entry),
    frequencyRules: [],
  };
}

/** A contact as answers have it. */
export function contactView(vendor: Mautic, contact: Contact) {
  const view = webhookContactView(vendor, contact);
  const all = Object.fromEntries(vendor.fields.map(({ alias }) => [alias, contact.fields[alias] ?? null]));
  return { ...view, fields: { ...view.fields, all: { id: contact.id, ...all } } };
}

export function noteView(vendor: Mautic, { id, text, type, dateTime, contactId }: Note) {
  const contact = vendor.contacts.get(contactId);
  const lead = contact && {
    id: contact.id,
    points: contact.points,
    color: null,
    fields: webhookContactView(vendor, contact).fields,
  };
  return { id, text, type, dateTime, lead: lead ?? null };
}

export function segmentView({ id, name, alias }: Configured) {
  return {
    isPublished: true,
    dateAdded: installedAt,
    dateModified: null,
    ...saved,
    id,
    name,
    publicName: name,
    alias,
    description: null,
    category: null,
    filters: [],
    isGlobal: true,
    isPreferenceCenter: false,
  };
}

/** The id of the one event a campaign has. */
export const campaignEventId = (campaignId: number) => campaignId * 10;

export function campaignView({ id, name, alias }: Configured) {
  const eventId = campaignEventId(id);
  const event = {
    id: eventId,
    type: 'email.send',
    eventType: 'action',
    name: `Send e-mail ${id}`,
    description: null,
    order: 1,
    properties: { email: id },
    triggerMode: 'immediate',
    triggerDate: null,
    triggerInterval: null,
    triggerIntervalUnit: null,
    children: [],
    parent: null,
    decisionPath: null,
  };
  return {
    isPublished: true,
    dateAdded: installedAt,
    dateModified: null,
    ...saved,
    id,
    name,
    alias,
    description: null,
    publishUp: null,
    publishDown: null,
    category: null,
    allowRestart: true,
    events: { [eventId]: event },
  };
}

/** An e-mail as webhooks have it. */
export function emailView(vendor: Mautic, emailId: number) {
  const name = campaigns.find(({ id }) => id === emailId)?.name ?? '';
  const sent = vendor.emails.filter((one) => one.emailId === emailId);
  return {
    isPublished: true,
    dateAdded: installedAt,
    dateModified: null,
    ...saved,
    id: emailId,
    name,
    subject: name,
    language: 'fr',
    category: null,
    emailType: 'template',
    readCount: sent.filter(({ dateRead }) => dateRead).length,
    sentCount: sent.length,
    revision: 1,
    lists: [],
  };
}
