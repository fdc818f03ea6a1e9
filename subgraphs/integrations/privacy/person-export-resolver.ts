import { GraphQLJSON } from 'graphql-scalars';
import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { idList } from '../../../platform/database/id-list.js';
import { exportedFiles } from '../../../platform/files/exported-files.js';
import { emailDigest } from '../../../platform/service/email-digest.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import type { IntegrationsServices } from '../services.js';
import { PersonExport } from './person-export.js';
import { recipientsOf } from './recipients.js';
import { messagesOf, tracesOfPerson } from './traces-of-person.js';

/** What integrations holds on a person. */
@Resolver(() => PersonExport)
export class PersonExportResolver {
  @Directive('@requires(fields: "email interventionIds contactIds leadIds billingIds")')
  @FieldResolver(() => GraphQLJSON, {
    description: 'What was sent to whom and what came back, for as long as such records are kept.',
  })
  async integrations(
    @Ctx() { em, services: { files } }: RequestContext<IntegrationsServices>,
    @Root() { email, interventionIds = [], contactIds = [], leadIds = [], billingIds = [] }: PersonExport,
  ): Promise<object> {
    const traces = await tracesOfPerson(em, {
      subjectIds: [...interventionIds, ...contactIds, ...leadIds, ...billingIds].filter(isUuid),
      emailDigest: email == null ? null : emailDigest(email),
    });
    const { subjects, deliveries, signatureIds, inboundWebhooks, syncEvents } = traces;
    // As JSON of PostgreSQL's making, which writes moments as everybody reads them.
    const rows = async (select: string, parameter: string) => {
      const found = await em.execute<{ one: object }[]>(`select to_jsonb(r) as one from (${select}) r`, [parameter]);
      return found.map(({ one }) => one);
    };
    return {
      recipients: await recipientsOf(em, traces),
      deliveries: await rows(
        `select id, connector, action, subject_type as "subjectType", subject_id as "subjectId", status, external_id as "externalId",
           vendor_status as "vendorStatus", last_error as "lastError", violations, created_at as "createdAt"
         from integrations.deliveries where id = any(?::uuid[]) order by id`,
        deliveries,
      ),
      signatures: await rows(
        `select id, connector, kind, subject_type as "subjectType", subject_id as "subjectId", state, reason, signers, history
         from integrations.signatures where id = any(?::uuid[]) order by id`,
        idList(signatureIds),
      ),
      signatureFiles: await exportedFiles(em, files, 'signature', signatureIds),
      sharedRecords: await rows(
        `select r.record_type as "type", r.subject_id as "subjectId", c.connector, r.external_id as "externalId", r.base
         from integrations.external_records r join integrations.connections c on c.id = r.connection_id
         where r.subject_id = any(?::uuid[]) order by r.id`,
        subjects,
      ),
      conflicts: await rows(
        `select record_type as "type", subject_id as "subjectId", connector, field, base, ours, theirs, status
         from integrations.conflicts where subject_id = any(?::uuid[]) order by id`,
        subjects,
      ),
      attempts: await rows(
        `select delivery_id as "deliveryId", number, started_at as "startedAt", outcome, message, exchanges
         from integrations.delivery_attempts where delivery_id = any(?::uuid[]) order by delivery_id, number`,
        deliveries,
      ),
      acceptedPayloads: await rows(
        `select delivery_id as "deliveryId", action, accepted_at as "acceptedAt", payload
         from integrations.accepted_payloads where subject_id = any(?::uuid[]) order by accepted_at`,
        subjects,
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
