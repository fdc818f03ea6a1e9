import type { Asked, KnownSubject, Prepared } from '../../platform/connectors/connector.js';
import type { Violation } from '../../platform/errors/violations.js';
import type {
  MauticContactQuery,
  MauticInvoiceQuery,
  MauticLeadQuery,
  MauticQuoteQuery,
} from '../../schema/operations.js';
import { type Subscription, subscriptionsOf } from './consents.js';
import { contactIdOf, nothingToDo } from './people.js';
import type { CampaignName, Settings } from './settings.js';

export interface CampaignPayload {
  contact: number;
  campaign: number;
  /** By which the start is found again among the contact's notes. */
  key: string;
  /** For people who read the contact's history at Mautic. */
  text: string;
  subscriptions: readonly Subscription[];
  /** Whether it needs consent, so that "do not contact" at Mautic forbids it. */
  needsConsent: boolean;
}

interface Wanted {
  name: CampaignName;
  /** What it is started for, as `quote:<id>`. */
  subject: string;
  what: string;
  /** The customer whose contact it is, where that is how it was found. */
  customerId?: string;
  contact: { id: string; consents: readonly { purpose: string; granted: boolean; at: string }[] } | null;
  /** Whether there still is a reason for it. */
  isDue: boolean;
}

function campaign(
  wanted: Wanted | null,
  known: KnownSubject,
  { variant, settings }: Asked<Settings>,
): Prepared<CampaignPayload> {
  if (!wanted?.isDue) return nothingToDo;
  const { name, subject, what, customerId, contact } = wanted;
  const violations: Violation[] = [];
  const configured = settings.campaigns[name];
  const id = Array.isArray(configured) ? (configured[Number(variant || '1') - 1] ?? null) : configured;
  if (id === null)
    violations.push({ field: `connection.settings.campaigns.${name}`, message: 'is needed to start it' });
  if (!contact) violations.push({ field: 'customer.contact', message: 'is needed: Mautic knows contacts' });
  if (!contact || id === null) {
    return { ready: false, reason: 'missing data', violations, ...(!contact && customerId && { awaits: customerId }) };
  }
  const purpose = settings.consents[name];
  if (purpose !== null && !contact.consents.some((one) => one.purpose === purpose && one.granted)) {
    const violation = { field: 'contact.consents', message: `has no ${purpose}: no consent, no campaign` };
    return { ready: false, reason: 'no consent', violations: [violation], awaits: contact.id };
  }
  return {
    ready: true,
    payload: {
      contact: contactIdOf(known, contact),
      campaign: id,
      key: [name, subject, variant].filter(Boolean).join(' '),
      text: what,
      subscriptions: subscriptionsOf(contact.consents),
      needsConsent: purpose !== null,
    },
  };
}

const isOpen = (status: string) => status === 'SENT' || status === 'VIEWED';

export const quoteSent = ({ quote }: MauticQuoteQuery, known: KnownSubject, asked: Asked<Settings>) =>
  campaign(
    quote && {
      name: 'quoteSent',
      subject: `quote:${quote.id}`,
      what: `Devis ${quote.number} envoyé`,
      customerId: quote.customer.id,
      contact: quote.customer.contact,
      isDue: isOpen(quote.status),
    },
    known,
    asked,
  );

export const quoteFollowup = ({ quote }: MauticQuoteQuery, known: KnownSubject, asked: Asked<Settings>) =>
  campaign(
    quote && {
      name: 'quoteFollowup',
      subject: `quote:${quote.id}`,
      what: `Relance ${asked.variant || '1'} du devis ${quote.number}`,
      customerId: quote.customer.id,
      contact: quote.customer.contact,
      isDue: isOpen(quote.status),
    },
    known,
    asked,
  );

const unpaid = ['SENT', 'VIEWED', 'PARTIAL', 'OVERDUE'];

export const paymentReminder = ({ invoice }: MauticInvoiceQuery, known: KnownSubject, asked: Asked<Settings>) =>
  campaign(
    invoice && {
      name: 'paymentReminder',
      subject: `invoice:${invoice.id}`,
      what: `Rappel ${asked.variant || '1'} de la facture ${invoice.number ?? ''}`,
      customerId: invoice.customer.id,
      contact: invoice.customer.contact,
      isDue: unpaid.includes(invoice.status),
    },
    known,
    asked,
  );

export const welcome = ({ contact }: MauticContactQuery, known: KnownSubject, asked: Asked<Settings>) =>
  campaign(
    contact && {
      name: 'welcome',
      subject: `contact:${contact.id}`,
      what: 'Bienvenue au nouveau client',
      contact,
      isDue: contact.clientSince !== null,
    },
    known,
    asked,
  );

export const leadNurturing = ({ lead }: MauticLeadQuery, known: KnownSubject, asked: Asked<Settings>) =>
  campaign(
    lead && {
      name: 'leadNurturing',
      subject: `lead:${lead.id}`,
      what: `Suivi du prospect (${lead.source})`,
      contact: lead.contact,
      isDue: lead.status === 'NEW' || lead.status === 'QUALIFIED',
    },
    known,
    asked,
  );
