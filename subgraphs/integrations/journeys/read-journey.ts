import { z } from 'zod';
import type { EntityManager } from '../../../platform/database/database.js';
import { idList } from '../../../platform/database/id-list.js';
import type { RequestContext } from '../../../platform/service/request-context.js';
import { Delivery } from '../entities/delivery.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import type { IntegrationsServices } from '../services.js';
import { openStates } from '../signatures/signature-state.js';
import { collectSubjects } from './collect-subjects.js';
import { type JourneySubject, knownJourneyType } from './journey-subject.js';
import { stateOfDelivery, stepOfDelivery } from './step-of.js';
import { Journey, type JourneyState } from './types.js';

/** What stands still is shown up to this many. */
const maxBlocked = 100;

type Context = Pick<RequestContext<IntegrationsServices>, 'caller' | 'requestId' | 'services' | 'em'>;

/**
 * How far everything has come that belongs together with a subject.
 * @returns `null` when there is no such subject
 * @throws InvalidInputError when the type is none of the hub's
 * @throws whatever the graph answered in place of data
 */
export async function readJourney(context: Context, given: { type: string; id: string }): Promise<Journey | null> {
  const type = knownJourneyType(given.type);
  const collected = await collectSubjects(context, { type, id: given.id });
  if (!collected) return null;
  const { em } = context;
  const ids = collected.subjects.map(({ id }) => id);
  const standing = await em.find(
    Delivery,
    {
      subjectId: { $in: ids },
      status: { $in: [DeliveryStatus.FAILED, DeliveryStatus.BLOCKED, DeliveryStatus.RETRYING] },
    },
    { orderBy: { createdAt: 'asc', id: 'asc' }, limit: maxBlocked },
  );
  const states = await statesOf(em, ids, collected.subjects);
  return Object.assign(new Journey(), {
    ...collected,
    subjectType: type,
    subjectId: given.id,
    state: order.find((state) => states.has(state)) ?? 'COMPLETE',
    blocked: standing.map(stepOfDelivery),
  });
}

/** Of several things that are so at once, the journey's state is the first of these. */
const order: readonly JourneyState[] = ['FAILED', 'BLOCKED', 'UNDER_WAY', 'WAITING'];

const unsettled = z.array(
  z.object({
    status: z.enum(DeliveryStatus),
    waitsFor: z.enum(['dossier', 'budget', 'circuit', 'connection', 'predecessor']).nullable(),
  }),
);

async function statesOf(
  em: EntityManager,
  ids: readonly string[],
  subjects: readonly JourneySubject[],
): Promise<Set<JourneyState>> {
  const deliveries = unsettled.parse(
    await em.execute(
      `select distinct d.status, d.waits_for as "waitsFor" from integrations.deliveries d
       where d.subject_id = any(?::uuid[]) and d.status not in ('SUCCEEDED', 'CANCELLED')`,
      [idList(ids)],
    ),
  );
  const open = await em.execute<object[]>(
    `select from integrations.signatures s
     where s.subject_id = any(?::uuid[]) and s.state in (${openStates.map(() => '?').join(', ')}) limit 1`,
    [idList(ids), ...openStates],
  );
  const isAwaited = open.length > 0 || subjects.some((subject) => subject.isAwaited);
  return new Set([...deliveries.map(stateOfDelivery), ...(isAwaited ? ['WAITING' as const] : [])]);
}
