import { GraphQLJSON } from 'graphql-scalars';
import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { exportedFiles } from '../../../platform/files/exported-files.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import type { IntegrationsServices } from '../services.js';
import { PersonExport } from './person-export.js';
import { recipientsOf } from './recipients.js';
import { signaturesFor } from './signature-files.js';
import { messagesOf, tracesOfPerson } from './traces-of-person.js';

/** What integrations holds on a person. */
@Resolver(() => PersonExport)
export class PersonExportResolver {
  @Directive('@requires(fields: "interventionIds")')
  @FieldResolver(() => GraphQLJSON, {
    description: 'What was sent to whom and what came back, for as long as such records are kept.',
  })
  async integrations(
    @Ctx() { em, services: { files } }: RequestContext<IntegrationsServices>,
    @Root() { interventionIds = [] }: PersonExport,
  ): Promise<object> {
    const traces = await tracesOfPerson(em, interventionIds.filter(isUuid));
    const { interventions, deliveries, inboundWebhooks, syncEvents } = traces;
    // As JSON of PostgreSQL's making, which writes moments as everybody reads them.
    const rows = async (select: string, parameter: string) => {
      const found = await em.execute<{ one: object }[]>(`select to_jsonb(r) as one from (${select}) r`, [parameter]);
      return found.map(({ one }) => one);
    };
    return {
      recipients: await recipientsOf(em, traces),
      deliveries: await rows(
        `select id, connector, action, subject_id as "interventionId", status, external_id as "externalId",
           vendor_status as "vendorStatus", last_error as "lastError", violations, created_at as "createdAt"
         from integrations.deliveries where id = any(?::uuid[]) order by id`,
        deliveries,
      ),
      signatureFiles: await exportedFiles(em, files, 'signature', await signaturesFor(em, interventions)),
      attempts: await rows(
        `select delivery_id as "deliveryId", number, started_at as "startedAt", outcome, message, exchanges
         from integrations.delivery_attempts where delivery_id = any(?::uuid[]) order by delivery_id, number`,
        deliveries,
      ),
      acceptedPayloads: await rows(
        `select delivery_id as "deliveryId", action, accepted_at as "acceptedAt", payload
         from integrations.accepted_payloads where subject_id = any(?::uuid[]) order by accepted_at`,
        interventions,
      ),
      receivedWebhooks: await rows(
        `select id, type, occurred_at as "occurredAt", payload, message
         from integrations.inbound_webhooks where id = any(?::uuid[]) order by id`,
        inboundWebhooks,
      ),
      syncEvents: await rows(
        `select type, occurred_at as "occurredAt", connector, message
         from integrations.sync_events where id = any(?::bigint[]) order by id`,
        syncEvents,
      ),
      messagesToWebhooks: await rows(
        `select webhook_id as "webhookId", type, occurred_at as "occurredAt", body, status
         from integrations.webhook_messages where id in (${messagesOf}) order by id`,
        syncEvents,
      ),
      answersOfWebhooks: await rows(
        `select webhook_id as "webhookId", event, started_at as "startedAt", response_status as "responseStatus",
           response_body as "responseBody", error
         from integrations.webhook_attempts where message_id in (${messagesOf}) order by id`,
        syncEvents,
      ),
      lookups:
        'Answers to lookups are kept for a day at most, by a digest of the question: whose they are is not known.',
    };
  }
}
