import {
  CampaignStatsDocument,
  MarketingDashboardDocument,
  SegmentStatsDocument,
  SyncContactDocument,
  SyncLeadDocument,
  TriggerPaymentReminderDocument,
  TriggerQuoteFollowUpDocument,
  TriggerQuoteSentDocument,
  TriggerWelcomeDocument,
} from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';
import { found } from './vendor-edge.js';

const path = '/api/integrations/mautic';
const tag = 'Mautic';
const read = { tag, scopes: ['integrations:read'], audit: onlyReads } as const;
const write = { tag, scopes: ['integrations:write'], audit: 'delivery.requested', status: 202 } as const;
const kept = 'While Mautic cannot be asked it is what it said last, and `error` says why.';

/** Contacts and campaigns at Mautic (requirements 003). A campaign goes once for what it is about. */
export const mauticRoutes: readonly Route[] = [
  route({
    ...write,
    method: 'POST',
    path: `${path}/sync/contact`,
    summary: 'Updates the contact with the e-mail address, or makes it, here and at Mautic.',
    scopes: ['integrations:write', 'marketing:write'],
    document: SyncContactDocument,
    example: { email: 'camille@example.org', firstName: 'Camille', lastName: 'Durand' },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/sync/lead/:id`,
    summary: 'Brings a lead to Mautic as it is now.',
    document: SyncLeadDocument,
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/trigger/quote-sent/:id`,
    summary: 'Starts the campaign of a quote that was sent.',
    document: TriggerQuoteSentDocument,
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/trigger/quote-followup/:id`,
    summary: 'Follows a quote up that has no answer; the next time of two, unless told which.',
    document: TriggerQuoteFollowUpDocument,
    example: { followUp: 1 },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/trigger/payment-reminder/:id`,
    summary: 'Reminds of an invoice; the next level of three, unless told which.',
    document: TriggerPaymentReminderDocument,
    example: { level: 1 },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/trigger/welcome/:id`,
    summary: 'Welcomes a contact who became a client.',
    document: TriggerWelcomeDocument,
  }),
  route({
    ...read,
    method: 'GET',
    path: `${path}/campaign/:campaignId/stats`,
    summary: 'How a campaign does.',
    description: kept,
    document: CampaignStatsDocument,
    body: ({ stats }) => found(stats, stats.campaign),
  }),
  route({
    ...read,
    method: 'GET',
    path: `${path}/segment/:segmentId/stats`,
    summary: 'How many are in a segment.',
    description: kept,
    document: SegmentStatsDocument,
    body: ({ stats }) => found(stats, stats.segment),
  }),
  route({
    ...read,
    method: 'GET',
    path: `${path}/dashboard`,
    summary: 'All campaigns and segments, and how many people there are.',
    description: kept,
    document: MarketingDashboardDocument,
    body: ({ dashboard }) => found(dashboard, dashboard.campaigns),
  }),
];
