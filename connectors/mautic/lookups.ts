import { z } from 'zod';
import { defineLookup } from '../../platform/connectors/connector.js';
import {
  contactActivity,
  countContacts,
  countStats,
  getCampaign,
  getSegment,
  listCampaigns,
  listSegments,
  listsOf,
  type Session,
} from './client.js';
import type { Credentials } from './credentials.js';
import type { Settings } from './settings.js';
import type { campaignSchema } from './wire.js';

const id = z.string().regex(/^\d{1,12}$/, 'must be an id of Mautic');
const holds = { positiveMs: 60_000, negativeMs: 30_000 };

const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 1_000) / 10;

async function campaignFacts(session: Session, campaign: z.infer<typeof campaignSchema>) {
  const of = { campaign_id: String(campaign.id) };
  const mails = Object.values(campaign.events).filter(({ type }) => type === 'email.send');
  const count = async (only: Readonly<Record<string, string>>) => {
    const counts = mails.map((event) =>
      countStats(session, 'email_stats', { source: 'campaign.event', source_id: String(event.id), ...only }),
    );
    return (await Promise.all(counts)).reduce((sum, one) => sum + one, 0);
  };
  const [members, left, sent, opened] = await Promise.all([
    countStats(session, 'campaign_leads', { ...of, manually_removed: '0' }),
    countStats(session, 'campaign_leads', { ...of, manually_removed: '1' }),
    count({}),
    count({ is_read: '1' }),
  ]);
  return {
    id: String(campaign.id),
    name: campaign.name ?? '',
    isActive: Boolean(campaign.isPublished),
    members,
    left,
    emailsSent: sent,
    emailsOpened: opened,
    /** In percent. */
    openRate: share(opened, sent),
  };
}

async function segmentFacts(session: Session, segment: { id: number; name?: string | null | undefined }) {
  const of = { leadlist_id: String(segment.id) };
  const members = await countStats(session, 'lead_lists_leads', { ...of, manually_removed: '0' });
  return { id: String(segment.id), name: segment.name ?? '', members };
}

/** How a campaign does. */
export const campaignStats = defineLookup<Credentials, { campaignId: string }, Settings>({
  input: z.object({ campaignId: id }),
  holds,
  async ask(session, { campaignId }) {
    const campaign = await getCampaign(session, campaignId);
    return campaign
      ? { positive: true, facts: { campaign: await campaignFacts(session, campaign) } }
      : { positive: false, facts: { campaign: null } };
  },
});

/** How many are in a segment. */
export const segmentStats = defineLookup<Credentials, { segmentId: string }, Settings>({
  input: z.object({ segmentId: id }),
  holds,
  async ask(session, { segmentId }) {
    const segment = await getSegment(session, segmentId);
    return segment
      ? { positive: true, facts: { segment: await segmentFacts(session, segment) } }
      : { positive: false, facts: { segment: null } };
  },
});

/** All campaigns and segments, and how many people there are. */
export const dashboard = defineLookup<Credentials, Record<string, never>, Settings>({
  input: z.object({}).transform(() => ({})),
  holds,
  async ask(session) {
    const [contacts, unsubscribed, campaigns, segments] = await Promise.all([
      countContacts(session),
      countStats(session, 'lead_donotcontact', { channel: 'email' }),
      listCampaigns(session),
      listSegments(session),
    ]);
    const facts = {
      contacts,
      unsubscribed,
      campaigns: await Promise.all(campaigns.map((campaign) => campaignFacts(session, campaign))),
      segments: await Promise.all(segments.map((segment) => segmentFacts(session, segment))),
    };
    return { positive: true, facts };
  },
});

const namesOf = (lists: readonly { id: number; name?: string | null | undefined }[]) =>
  lists.map(({ id: listId, name }) => ({ id: String(listId), name: name ?? '' }));

/** The campaigns and segments that a contact, by Mautic's id, is in. */
export const membership = defineLookup<Credentials, { contactId: string }, Settings>({
  input: z.object({ contactId: id }),
  holds,
  async ask(session, { contactId }) {
    const found = await listsOf(session, contactId);
    if (!found) return { positive: false, facts: { campaigns: null, segments: null } };
    return { positive: true, facts: { campaigns: namesOf(found.campaigns), segments: namesOf(found.segments) } };
  },
});

/** What a contact, by Mautic's id, did and was sent there: the last 50, newest first. */
export const activity = defineLookup<Credentials, { contactId: string }, Settings>({
  input: z.object({ contactId: id }),
  holds,
  async ask(session, { contactId }) {
    const found = await contactActivity(session, contactId);
    if (!found) return { positive: false, facts: { events: null } };
    const events = found.events.map(({ event, eventType, timestamp }) => ({
      event,
      title: eventType ?? event,
      at: timestamp,
    }));
    return { positive: true, facts: { total: found.total, events } };
  },
});
