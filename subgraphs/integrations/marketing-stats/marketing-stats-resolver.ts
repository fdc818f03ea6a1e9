import { Arg, Ctx, Directive, ID, Query, Resolver } from 'type-graphql';
import type { z } from 'zod';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { costOfAsking } from '../lookups/edge-types.js';
import { externalEdge } from '../lookups/external-edge.js';
import type { IntegrationsServices } from '../services.js';
import { campaignFacts, dashboardFacts, segmentFacts } from './facts.js';
import { CampaignStats, MarketingDashboard, SegmentStats } from './types.js';

type Context = RequestContext<IntegrationsServices>;

/** What the marketing vendor counts. It nulls its own facts alone: nothing of it fails. */
@Resolver()
export class MarketingStatsResolver {
  @RequiresScopes('integrations:read', 'marketing:read')
  @Directive(costOfAsking)
  @Query(() => CampaignStats, { description: 'How a campaign at the marketing vendor does; holds for a minute.' })
  async campaignStats(@Ctx() context: Context, @Arg('id', () => ID) campaignId: string): Promise<CampaignStats> {
    const { facts, ...edge } = await ask(context, 'campaign-stats', { campaignId }, campaignFacts);
    return { ...edge, campaign: facts?.campaign ?? null };
  }

  @RequiresScopes('integrations:read', 'marketing:read')
  @Directive(costOfAsking)
  @Query(() => SegmentStats, { description: 'How many are in a segment at the marketing vendor; holds for a minute.' })
  async segmentStats(@Ctx() context: Context, @Arg('id', () => ID) segmentId: string): Promise<SegmentStats> {
    const { facts, ...edge } = await ask(context, 'segment-stats', { segmentId }, segmentFacts);
    return { ...edge, segment: facts?.segment ?? null };
  }

  @RequiresScopes('integrations:read', 'marketing:read')
  @Directive(costOfAsking)
  @Query(() => MarketingDashboard, { description: 'All campaigns and segments; holds for a minute.' })
  async marketingDashboard(@Ctx() context: Context): Promise<MarketingDashboard> {
    const { facts, ...edge } = await ask(context, 'dashboard', {}, dashboardFacts);
    return { ...edge, ...(facts ?? { contacts: null, unsubscribed: null, campaigns: null, segments: null }) };
  }
}

function ask<Facts>(context: Context, lookup: string, input: unknown, facts: z.ZodType<Facts>) {
  const { services, caller, requestId } = context;
  return externalEdge({ services, caller, requestId }, { connector: 'mautic', lookup, input, facts });
}
