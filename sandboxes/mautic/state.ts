import type { Mautic } from './mautic.js';
import type { Contact } from './model.js';

/** What the vendor holds, as plain data: contacts with all that is theirs, oldest first, and webhooks. */
export function stateOf(vendor: Mautic) {
  return structuredClone({
    contacts: [...vendor.contacts.values()].map((contact) => contactState(vendor, contact)),
    tokensIssued: vendor.tokens.issued,
    /** Events that wait for `webhooks.process`. */
    queued: vendor.queue.map(({ type }) => type),
    webhooks: vendor.outbox.list(),
  });
}

function contactState(vendor: Mautic, contact: Contact) {
  const { id, fields, tags, points, owner, dateAdded, dateModified, doNotContact } = contact;
  const own = ({ contactId }: { readonly contactId: number }) => contactId === id;
  return {
    id,
    email: fields.email ?? null,
    fields,
    tags,
    points,
    owner,
    dateAdded,
    dateModified,
    doNotContact,
    /** Ids of those the contact is in now. */
    segments: [...vendor.segmentMembers.values()].filter((one) => own(one) && !one.removed).map((one) => one.segmentId),
    /** Every campaign the contact was put in; `rotation` counts how often. */
    campaigns: [...vendor.campaignMembers.values()]
      .filter(own)
      .map(({ campaignId, removed, rotation }) => ({ id: campaignId, removed, rotation })),
    notes: [...vendor.notes.values()].filter(own).map(({ contactId: _contactId, ...note }) => note),
    emails: vendor.emails
      .filter(own)
      .map(({ campaignId, dateSent, dateRead, rotation }) => ({ campaignId, dateSent, dateRead, rotation })),
  };
}
