import { Arg, Ctx, Directive, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { z } from 'zod';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { askVendor } from '../lookups/ask-vendor.js';
import { costOfAsking } from '../lookups/edge-types.js';
import { pdlFacts, pdlLookupFacts, userFacts } from '../lookups/facts.js';
import type { IntegrationsServices } from '../services.js';
import { PdlLookup, PdlLookupInput, PdlValidation, UserValidation } from './lookup-types.js';
import { Intervention } from './types.js';

type Context = RequestContext<IntegrationsServices>;

@Resolver(() => Intervention)
export class LookupResolver {
  @RequiresScopes('integrations:read')
  @Directive(costOfAsking)
  @Query(() => PdlValidation, { description: 'A yes holds for a day, a no for an hour.' })
  validatePdl(@Ctx() context: Context, @Arg('pdl', () => String) pdl: string): Promise<PdlValidation> {
    return ask(context, 'validate-pdl', { pdl }, pdlFacts);
  }

  @RequiresScopes('integrations:read')
  @Directive(costOfAsking)
  @Query(() => PdlLookup, { description: 'Finds a delivery point by its address and the customer’s name.' })
  lookupPdl(@Ctx() context: Context, @Arg('input', () => PdlLookupInput) input: PdlLookupInput): Promise<PdlLookup> {
    return ask(context, 'lookup-pdl', input, pdlLookupFacts);
  }

  @RequiresScopes('integrations:read')
  @Directive(costOfAsking)
  @Query(() => UserValidation, { description: 'Whether somebody has an account at Symphonics.' })
  validateUser(@Ctx() context: Context, @Arg('email', () => String) email: string): Promise<UserValidation> {
    return ask(context, 'validate-user', { email }, userFacts);
  }

  // Not `site.pdlValidation`: the site has no key of its own, so no other subgraph can add to it
  // (docs/decisions/0013-lookups-in-the-graph.md).
  @Directive('@requires(fields: "site { pdl }")')
  @RequiresScopes(['integrations:read', 'interventions:read'], ['integrations:read', 'interventions:write'])
  @Directive(costOfAsking)
  @FieldResolver(() => PdlValidation, {
    nullable: true,
    description: 'Of the site’s PDL; null when the site has none.',
  })
  async pdlValidation(@Ctx() context: Context, @Root() { site }: Intervention): Promise<PdlValidation | null> {
    const pdl = site?.pdl?.trim();
    return pdl ? ask(context, 'validate-pdl', { pdl }, pdlFacts) : null;
  }
}

/** @throws what `askVendor` throws */
async function ask<Facts>(context: Context, lookup: string, input: unknown, facts: z.ZodType<Facts>) {
  const { services, caller, requestId } = context;
  const answer = await askVendor(services, { caller, requestId }, { connector: 'symphonics', lookup, input });
  return { ...facts.parse(answer.facts), checkedAt: answer.checkedAt, source: answer.source };
}
