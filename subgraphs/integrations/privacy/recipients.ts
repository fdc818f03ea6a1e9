import { z } from 'zod';
import type { EntityManager } from '../../../platform/database/database.js';
import type { Traces } from './traces-of-person.js';

const moment = z
  .union([z.date(), z.string()])
  .nullable()
  .transform((at) => (at === null ? null : new Date(at).toISOString()));

const rows = z.array(
  z.object({
    connectionId: z.uuid(),
    connector: z.string(),
    name: z.string(),
    externalIds: z.array(z.string()),
    fields: z.array(z.string()),
    lastSentAt: moment,
  }),
);

/** Whom the person's data were sent, or may have been: connections with the fields they got, and webhooks. */
export async function recipientsOf(em: EntityManager, { deliveries, syncEvents }: Traces) {
  return rows.parse(
    await em.execute(
      `select c.id as "connectionId", c.connector, c.name,
         coalesce(array_agg(distinct d.external_id) filter (where d.external_id is not null), '{}') as "externalIds",
         array(select distinct f.field from integrations.sent_payloads s, jsonb_object_keys(s.digests) f(field)
           where s.connection_id = c.id and s.delivery_id = any(?::uuid[]) order by 1) as fields,
         (select max(a.started_at) from integrations.delivery_attempts a
           join integrations.deliveries o on o.id = a.delivery_id
           where o.connection_id = c.id and a.delivery_id = any(?::uuid[])) as "lastSentAt"
       from integrations.deliveries d join integrations.connections c on c.id = d.connection_id
       where d.id = any(?::uuid[]) and d.total_attempts > 0 group by c.id
       union all
       select w.id, 'webhook', w.name, '{}', '{}', max(m.updated_at)
       from integrations.webhook_messages m join integrations.webhooks w on w.id = m.webhook_id
         join integrations.sync_events e on e.organization_id = m.organization_id and e.sequence = m.sequence
       where e.id = any(?::bigint[]) and m.attempts_made > 0 group by w.id`,
      [deliveries, deliveries, deliveries, syncEvents],
    ),
  );
}
