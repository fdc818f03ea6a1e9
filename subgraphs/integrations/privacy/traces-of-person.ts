import { z } from 'zod';
import type { EntityManager } from '../../../platform/database/database.js';
import { idList } from '../../../platform/database/id-list.js';

/** Where a person's data may be here: in what is about their interventions. */
export interface Traces {
  /** As parameters of `= any(?::uuid[])` and `= any(?::bigint[])`. */
  interventions: string;
  deliveries: string;
  inboundWebhooks: string;
  syncEvents: string;
}

/** A webhook's event is appended in the transaction that stores the webhook, some moments after. */
const momentsAfter = "interval '5 seconds'";

const uuids = z.array(z.object({ id: z.uuid() }));
const numbers = z.array(z.object({ id: z.coerce.string() }));

/** Finds all that is about some interventions, as the vendors may call them too. */
export async function tracesOfPerson(em: EntityManager, interventionIds: readonly string[]): Promise<Traces> {
  const interventions = idList(interventionIds);
  const found = await em.execute('select id from integrations.deliveries where subject_id = any(?::uuid[])', [
    interventions,
  ]);
  const deliveries = idList(uuids.parse(found).map(({ id }) => id));
  // A webhook says whom it is about by a value somewhere in it.
  const webhooks = await em.execute(
    `with names as (
       select to_jsonb(d.external_id)::text as name from integrations.deliveries d
         where d.id = any(?::uuid[]) and d.external_id is not null
       union select to_jsonb(d.subject_reference)::text from integrations.deliveries d where d.id = any(?::uuid[])
       union select to_jsonb(d.subject_id)::text from integrations.deliveries d where d.id = any(?::uuid[]))
     select w.id from integrations.inbound_webhooks w
     where exists (select from names n where strpos(w.payload::text, n.name) > 0)`,
    [deliveries, deliveries, deliveries],
  );
  const inboundWebhooks = idList(uuids.parse(webhooks).map(({ id }) => id));
  const events = await em.execute(
    `select e.id from integrations.sync_events e
     where e.intervention_id = any(?::uuid[]) or e.delivery_id = any(?::uuid[])
     union select e.id from integrations.inbound_webhooks w
       join integrations.connections c on c.id = w.connection_id
       join integrations.sync_events e on e.organization_id = w.organization_id and e.type = 'webhook.received'
         and e.connector = c.connector and e.occurred_at between w.created_at and w.created_at + ${momentsAfter}
     where w.id = any(?::uuid[])`,
    [interventions, deliveries, inboundWebhooks],
  );
  const syncEvents = idList(numbers.parse(events).map(({ id }) => id));
  return { interventions, deliveries, inboundWebhooks, syncEvents };
}

/** The messages that told webhooks of the events. */
export const messagesOf = `select m.id from integrations.webhook_messages m
  join integrations.sync_events e on e.organization_id = m.organization_id and e.sequence = m.sequence
  where e.id = any(?::bigint[])`;
