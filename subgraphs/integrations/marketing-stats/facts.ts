import { z } from 'zod';

// What the hub makes of the answers of a marketing vendor.

const campaign = z.object({
  id: z.string(),
  name: z.string(),
  isActive: z.boolean(),
  members: z.int(),
  left: z.int(),
  emailsSent: z.int(),
  emailsOpened: z.int(),
  openRate: z.number().nullable(),
});
const segment = z.object({ id: z.string(), name: z.string(), members: z.int() });

export const campaignFacts = z.object({ campaign: campaign.nullable() });
export const segmentFacts = z.object({ segment: segment.nullable() });
export const dashboardFacts = z.object({
  contacts: z.int(),
  unsubscribed: z.int(),
  campaigns: z.array(campaign),
  segments: z.array(segment),
});
