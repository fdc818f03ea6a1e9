import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { costOfAsking } from '../lookups/edge-types.js';
import type { IntegrationsServices } from '../services.js';
import { Contact } from '../subjects/types.js';
import { ContactAtVendor } from './contact-types.js';
import { membershipFacts } from './facts.js';
import { recordEdge } from './record-edge.js';

@Resolver(() => Contact)
export class ContactEdgeResolver {
  @Directive(costOfAsking)
  @FieldResolver(() => ContactAtVendor, {
    nullable: true,
    description: 'As the campaigns know it; null where they do not.',
  })
  async atVendor(
    @Ctx() context: RequestContext<IntegrationsServices>,
    @Root() { id }: Contact,
  ): Promise<ContactAtVendor | null> {
    const edge = await recordEdge(
      context,
      { type: 'contact', id },
      { lookup: 'contact-membership', input: (contactId) => ({ contactId }), facts: membershipFacts },
    );
    if (!edge) return null;
    const { facts, ...about } = edge;
    return { ...about, campaigns: facts?.campaigns ?? null, segments: facts?.segments ?? null };
  }
}
