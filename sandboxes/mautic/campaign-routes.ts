import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../kit/refusal.js';
import { joinCampaign } from './changes.js';
import { selectRows } from './conditions.js';
import { page, pageSchema } from './contact-search.js';
import type { Mautic } from './mautic.js';
import { type Configured, campaigns } from './model.js';
import { idOf, parse } from './parse.js';
import { statTables } from './stat-tables.js';
import { campaignView } from './views.js';

const membershipSchema = z.object({ contact: z.coerce.number().int() });

/** `/campaigns`: those that are set up, and who is in them. */
export function campaignRoutes(app: FastifyInstance, vendor: Mautic): void {
  app.get('/campaigns', async () => {
    const views = Object.fromEntries(campaigns.map((campaign) => [campaign.id, campaignView(campaign)]));
    return { total: campaigns.length, campaigns: views };
  });

  app.get('/campaigns/:id', async (request) => ({ campaign: campaignView(campaignOf(idOf(request))) }));

  // As documented: the rows of `/stats/campaign_leads` for this campaign, those who left among them.
  app.get('/campaigns/:id/contacts', async (request) => {
    const campaign = campaignOf(idOf(request));
    const query = request.query as Record<string, unknown>;
    const rows = statTables.campaign_leads
      .rows(vendor)
      .filter(({ campaign_id }) => campaign_id === String(campaign.id));
    const found = selectRows(rows, query);
    return { total: String(found.length), contacts: page(found, parse(pageSchema, query)) };
  });

  app.post('/campaigns/:id/contact/:contact/add', async (request) => {
    const campaign = campaignOf(idOf(request));
    const contact = vendor.contact(parse(membershipSchema, request.params).contact);
    await vendor.tell(joinCampaign(vendor, contact, campaign.id));
    return { success: 1 };
  });

  app.post('/campaigns/:id/contact/:contact/remove', async (request) => {
    const campaign = campaignOf(idOf(request));
    const contact = vendor.contact(parse(membershipSchema, request.params).contact);
    const member = vendor.campaignMembers.get(`${campaign.id}:${contact.id}`);
    if (member) member.removed = true;
    return { success: 1 };
  });
}

function campaignOf(id: number): Configured {
  const campaign = campaigns.find((one) => one.id === id);
  if (!campaign) throw new Refusal(404, 'Item was not found.');
  return campaign;
}
