import type { Asked, KnownSubject, NeededSubject, Prepared } from '../../platform/connectors/connector.js';
import { subjectKey } from '../../platform/connectors/connector.js';
import type { MauticContactQuery, MauticLeadQuery } from '../../schema/operations.js';
import { type Subscription, subscriptionsOf } from './consents.js';
import type { SegmentName, Settings } from './settings.js';

type Contact = NonNullable<MauticContactQuery['contact']>;
type LeadStatus = Contact['leads'][number]['status'];

/** Which of the configured segments a contact has to be in, by their ids in Mautic; others are left alone. */
export type Segments = readonly { segment: number; member: boolean }[];

export interface ContactPayload {
  /** By Mautic's aliases; an empty text is a value that we do not have. */
  fields: Readonly<Record<string, string>>;
  tags: readonly string[];
  subscriptions: readonly Subscription[];
  segments: Segments;
  /** Where our id is kept, and found again. */
  ownId: { field: string; value: string } | null;
}

export interface LeadPayload {
  contact: number;
  segments: Segments;
  /** What Mautic's log of points calls them: by it the hub knows how many it gave already. `null`: none yet. */
  points: { event: string; total: number } | null;
}

export interface StopPayload {
  contact: number;
  subscriptions: readonly Subscription[];
  campaigns: readonly number[];
}

const gone = (field: string): Prepared<never> => ({
  ready: false,
  reason: 'missing data',
  violations: [{ field, message: 'is not there any more' }],
});

/** There is nothing to do for it now, nor for anybody to mend. */
export const nothingToDo: Prepared<never> = {
  ready: false,
  reason: 'nothing to do',
  violations: [],
  because: 'nothing-new',
};

/** What deliveries call a contact: names and addresses stay out of what is told of them. */
export const referenceOf = (id: string): string => `contact ${id}`;

export const needsContact = (contact: { id: string } | null | undefined): NeededSubject[] =>
  contact ? [{ type: 'contact', id: contact.id, reference: referenceOf(contact.id) }] : [];

/** Mautic's id of a contact that was needed. */
export const contactIdOf = ({ others }: KnownSubject, { id }: { id: string }): number =>
  Number(others.get(subjectKey({ type: 'contact', id })));

function segmentsOf({ segments }: Settings, is: Readonly<Partial<Record<SegmentName, boolean>>>): Segments {
  return (Object.keys(is) as SegmentName[]).flatMap((name) => {
    const segment = segments[name];
    return segment === null ? [] : [{ segment, member: is[name] === true }];
  });
}

const interests = (leads: readonly { status: LeadStatus }[]) => ({
  leads: leads.some(({ status }) => status === 'NEW'),
  prospects: leads.some(({ status }) => status === 'QUALIFIED'),
});

export function contactPayload(
  { contact, pendingQuotes, overdueInvoices }: MauticContactQuery,
  _known: KnownSubject,
  { settings }: Asked<Settings>,
): Prepared<ContactPayload> {
  if (!contact) return gone('contact');
  const { id, firstName, lastName, email, phone, tags, clientSince, consents, leads } = contact;
  const field = settings.contactIdField;
  if (!email && !field) {
    const violations = [{ field: 'email', message: 'is required: Mautic knows contacts by it' }];
    return { ready: false, reason: 'missing data', violations };
  }
  return {
    ready: true,
    payload: {
      fields: { firstname: firstName ?? '', lastname: lastName ?? '', email: email ?? '', phone: phone ?? '' },
      tags: [...tags].sort(),
      subscriptions: subscriptionsOf(consents),
      segments: segmentsOf(settings, {
        ...interests(leads),
        clients: clientSince !== null,
        pendingQuotes: pendingQuotes.totalCount > 0,
        overduePayments: overdueInvoices.totalCount > 0,
      }),
      ownId: field ? { field, value: id } : null,
    },
  };
}

export function leadPayload(
  { lead }: MauticLeadQuery,
  known: KnownSubject,
  { settings }: Asked<Settings>,
): Prepared<LeadPayload> {
  if (!lead) return gone('lead');
  const { id, score, contact } = lead;
  return {
    ready: true,
    payload: {
      contact: contactIdOf(known, contact),
      segments: segmentsOf(settings, interests(contact.leads)),
      points: score === null ? null : { event: `Passerelle lead ${id}`, total: score },
    },
  };
}

/** Every campaign that needs a consent which the contact does not give now. */
export function stopPayload(
  { contact }: MauticContactQuery,
  known: KnownSubject,
  { settings }: Asked<Settings>,
): Prepared<StopPayload> {
  if (!contact || known.externalId === null) return nothingToDo;
  const granted = new Set(contact.consents.flatMap((consent) => (consent.granted ? [consent.purpose] : [])));
  const campaigns = (Object.keys(settings.campaigns) as (keyof Settings['campaigns'])[]).flatMap((name) => {
    const purpose = settings.consents[name];
    return purpose === null || granted.has(purpose) ? [] : [settings.campaigns[name]].flat();
  });
  return {
    ready: true,
    payload: {
      contact: Number(known.externalId),
      subscriptions: subscriptionsOf(contact.consents),
      campaigns: [...new Set(campaigns.filter((id) => id !== null))],
    },
  };
}
