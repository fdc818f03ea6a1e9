import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, ID, Int, Mutation, Resolver } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Delivery } from '../entities/delivery.js';
import { requestByHand } from '../operations/request-by-hand.js';
import { requestNumbered } from '../operations/request-numbered.js';
import { syncContact } from '../operations/sync-contact.js';
import type { IntegrationsServices } from '../services.js';
import { orchestrate } from './orchestrate.js';
import { OrchestrationEvent, SyncContactInput } from './types.js';

type Context = RequestContext<IntegrationsServices>;

/** What the flows do by themselves, at a person's word. */
@Resolver()
export class OrchestrationResolver {
  @RequiresScopes('integrations:write')
  @Mutation(() => Delivery, {
    description:
      'Has a connector do something. What is done once stays one delivery however often it is asked for; one that stands still is taken up again.',
  })
  requestDelivery(
    @Ctx() context: Context,
    @Arg('connector', () => String) connector: string,
    @Arg('action', () => String) action: string,
    @Arg('subjectId', () => ID, { description: 'Of what the action is about: a quote, an invoice …' })
    subjectId: string,
    @Arg('variant', () => String, { defaultValue: '', description: 'Which of several: the level of a reminder.' })
    variant: string,
    @Arg('input', () => GraphQLJSON, { nullable: true, description: 'As the action takes it.' }) input: unknown,
  ): Promise<Delivery> {
    return requestByHand(context, { connector, action, subjectId, variant, input });
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => Delivery, { description: 'Follows a quote up that has no answer, by campaign.' })
  startQuoteFollowUp(
    @Ctx() context: Context,
    @Arg('quoteId', () => ID) quoteId: string,
    @Arg('followUp', () => Int, { nullable: true, description: '1 or 2; default: the next.' }) followUp: number | null,
  ): Promise<Delivery> {
    const request = { connector: 'mautic', action: 'start-quote-followup', subjectId: quoteId };
    return requestNumbered(context, { ...request, number: followUp, max: 2, field: 'followUp' });
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => Delivery, { description: 'Reminds of an invoice, by campaign.' })
  startPaymentReminder(
    @Ctx() context: Context,
    @Arg('invoiceId', () => ID) invoiceId: string,
    @Arg('level', () => Int, { nullable: true, description: 'From 1 to 3; default: the next.' }) level: number | null,
  ): Promise<Delivery> {
    const request = { connector: 'mautic', action: 'start-payment-reminder', subjectId: invoiceId };
    return requestNumbered(context, { ...request, number: level, max: 3, field: 'level' });
  }

  @RequiresScopes(['integrations:write', 'marketing:write'])
  @Mutation(() => Delivery, {
    description: 'Updates the contact with the e-mail address, or makes it, and has the campaigns know it.',
  })
  syncContact(
    @Ctx() context: Context,
    @Arg('input', () => SyncContactInput) input: SyncContactInput,
  ): Promise<Delivery> {
    return syncContact(context, input);
  }

  @RequiresScopes('integrations:write')
  @Mutation(() => [Delivery], {
    description:
      'Has the consequences of what happened once more, from what is true now: what stands still is taken up again, nothing is done twice. CONFLICT when it has not happened.',
  })
  orchestrate(
    @Ctx() context: Context,
    @Arg('event', () => OrchestrationEvent) event: OrchestrationEvent,
    @Arg('id', () => ID) id: string,
  ): Promise<Delivery[]> {
    return orchestrate(context, event, id);
  }
}
