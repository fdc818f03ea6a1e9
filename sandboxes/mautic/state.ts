import type { Mautic } from './mautic.js';

/** What the vendor holds, as plain data: contacts with all that is theirs, oldest first, and webhooks. */
export function stateOf(vendor: Mautic) {
  return structuredClone({
    contacts: contactStates(vendor),
    tokensIssued: vendor.tokens.issued,
    /** Events that wait for `webhooks.process`. */
    queued: vendor.queue.map(({ type }) => type),
    webhooks: vendor.outbox.list(),
  });
}

function contactStates(vendor: Mautic) {
  const byContact = <T extends { readonly contactId: number }>(all: Iterable<T>) =>
    Map.groupBy(all, ({ contactId }) => contactId);
  const segments = byContact(vendor.segmentMembers.values());
  const campaigns = byContact(vendor.campaignMembers.values());
  const notes = byContact(vendor.notes.values());
  const emails = byContact(vendor.emails);
  return [...vendor.contacts.values()].map((contact) => {
    const { id, fields, tags, points, owner, dateAdded, dateModified, doNotContact } = contact;
    const own = <T>(grouped: Map<number, T[]>): T[] => grouped.get(id) ?? [];
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
      segments: own(segments).flatMap(({ segmentId, removed }) => (removed ? [] : segmentId)),
      /** Every campaign the contact was put in; `rotation` counts how often. */
      campaigns: own(campaigns).map(({ campaignId, removed, rotation }) => ({ id: campaignId, removed, rotation })),
      notes: own(notes).map(({ contactId: _contactId, ...note }) => note),
      emails: own(emails).map(({ campaignId, dateSent, dateRead, rotation }) => ({
        campaignId,
        dateSent,
        dateRead,
        rotation,
      })),
    };
  });
}
