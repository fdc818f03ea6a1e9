/** Why a contact is not to be contacted over a channel; the numbers are the vendor's. */
export interface DoNotContact {
  readonly id: number;
  readonly channel: string;
  reason: number;
  comments: string;
  channelId: number | null;
  dateAdded: string;
}

/** A line of a contact's history. */
export interface TimelineEvent {
  readonly event: string;
  readonly eventType: string;
  readonly timestamp: string;
  readonly details: Record<string, unknown>;
}

export interface Contact {
  readonly id: number;
  fields: Record<string, string | null>;
  tags: string[];
  points: number;
  owner: number | null;
  readonly dateAdded: string;
  /** Null until the contact is changed: creation does not count. */
  dateModified: string | null;
  lastActive: string | null;
  dateIdentified: string | null;
  doNotContact: DoNotContact[];
  timeline: TimelineEvent[];
}

export interface Note {
  readonly id: number;
  readonly contactId: number;
  text: string;
  type: string;
  dateTime: string | null;
}

export interface SegmentMember {
  readonly segmentId: number;
  readonly contactId: number;
  dateAdded: string;
  removed: boolean;
}

export interface CampaignMember {
  readonly campaignId: number;
  readonly contactId: number;
  dateAdded: string;
  removed: boolean;
  /** How many times the contact has gone through the campaign. */
  rotation: number;
}

/** An e-mail a campaign sent. */
export interface SentEmail {
  readonly id: number;
  readonly emailId: number;
  readonly campaignId: number;
  readonly contactId: number;
  readonly address: string;
  readonly rotation: number;
  readonly dateSent: string;
  dateRead: string | null;
}

export interface PointsChange {
  readonly id: number;
  readonly contactId: number;
  readonly delta: number;
  readonly eventName: string;
  readonly actionName: string;
  readonly dateAdded: string;
}

/** What an installation has been set up with: id, name and alias. */
export interface Configured {
  readonly id: number;
  readonly name: string;
  readonly alias: string;
}

/** The segments of requirements 003. */
export const segments: readonly Configured[] = [
  { id: 1, name: 'Leads', alias: 'leads' },
  { id: 2, name: 'Prospects', alias: 'prospects' },
  { id: 3, name: 'Clients', alias: 'clients' },
  { id: 4, name: 'Pending quotes', alias: 'pending-quotes' },
  { id: 5, name: 'Overdue payments', alias: 'overdue-payments' },
];

/** The campaigns of requirements 003; each sends one e-mail, of its own id, and lets contacts start again. */
export const campaigns: readonly Configured[] = [
  { id: 1, name: 'Quote sent', alias: 'quote-sent' },
  { id: 2, name: 'Quote follow-up', alias: 'quote-followup' },
  { id: 3, name: 'Payment reminder', alias: 'payment-reminder' },
  { id: 4, name: 'Welcome new client', alias: 'welcome-new-client' },
  { id: 5, name: 'Lead nurturing', alias: 'lead-nurturing' },
];

export const installedAt = '2025-01-06T08:00:00+00:00';

/** The name webhooks have for a contact's state on a channel. */
export function channelStatus({ doNotContact }: Contact, channel: string): string {
  const reason = doNotContact.find((one) => one.channel === channel)?.reason;
  const names: Readonly<Record<number, string>> = { 1: 'unsubscribed', 2: 'bounced', 3: 'manual' };
  return (reason !== undefined && names[reason]) || 'contactable';
}
