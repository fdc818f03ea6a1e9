import { z } from 'zod';
import type { EntityManager } from '../../../platform/database/database.js';
import { idList } from '../../../platform/database/id-list.js';
import { invalidInput } from '../../../platform/errors/violations.js';
import type { PageRequest } from '../../../platform/service/find-page.js';
import { checkedPageSize, type Page } from '../../../platform/service/pagination.js';
import { Delivery } from '../entities/delivery.js';
import { SyncEvent } from '../entities/sync-event.js';
import { Signature } from '../signatures/signature.js';
import { stepOfDelivery, stepOfEvent, stepOfSignature } from './step-of.js';
import type { JourneyStep } from './types.js';

/**
 * All steps of some subjects. What deliveries and signatures tell as they go is left out of the events: each of them is one step
 * as it stands. Of one moment, what happened comes before what was asked for because of it.
 */
const stepsOf =
  `select 'event' as kind, e.id::text as id, e.occurred_at as at, 0 as place, lpad(e.id::text, 19, '0') as key,
      coalesce(e.subject_id, e.intervention_id)::text as about
    from integrations.sync_events e
    where (e.subject_id = any(:ids::uuid[]) or (e.subject_id is null and e.intervention_id = any(:ids::uuid[])))
      and e.delivery_id is null and e.type not like 'signature.%'
  union all
  select 'delivery', d.id::text, d.created_at, 1, d.id::text, d.subject_id::text
    from integrations.deliveries d where d.subject_id = any(:ids::uuid[])
  union all
  select 'signature', s.id::text, s.created_at, 2, s.id::text, s.subject_id::text
    from integrations.signatures s where s.subject_id = any(:ids::uuid[])`.replaceAll(':ids', '?');
const parametersOf = (ids: readonly string[]) => [1, 2, 3, 4].map(() => idList(ids));

const rows = z.array(
  z.object({
    kind: z.enum(['event', 'delivery', 'signature']),
    id: z.string(),
    at: z.coerce.date(),
    place: z.int(),
    key: z.string(),
    about: z.string(),
  }),
);
type Row = z.infer<typeof rows>[number];

/** Where a step stands among the others. */
const position = z.tuple([
  z.iso.datetime(),
  z.int().min(0).max(2),
  z
    .string()
    .max(36)
    .regex(/^[\w-]*$/),
]);
type Position = z.infer<typeof position>;

const positionOf = ({ at, place, key }: Row): Position => [at.toISOString(), place, key];

/** The steps of some subjects, oldest first. @throws InvalidInputError */
export async function findSteps(
  em: EntityManager,
  ids: readonly string[],
  page: PageRequest,
): Promise<Page<JourneyStep>> {
  const size = checkedPageSize(page.first);
  const after = page.after ? readCursor(page.after) : null;
  const [counted] = z
    .tuple([z.object({ total: z.int() })])
    .parse(await em.execute(`select count(*)::int as total from (${stepsOf}) steps`, parametersOf(ids)));
  const found = rows.parse(
    await em.execute(
      `select * from (${stepsOf}) steps ${after ? 'where (at, place, key) > (?::timestamptz, ?::int, ?::text)' : ''}
       order by at, place, key limit ?`,
      [...parametersOf(ids), ...(after ?? []), size + 1],
    ),
  );
  const shown = found.slice(0, size);
  const steps = await read(em, shown);
  const edges = shown.flatMap((row) => {
    const node = steps.get(`${row.kind}:${row.id}`);
    return node ? [{ cursor: cursorOf(row), node }] : [];
  });
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    totalCount: counted.total,
    pageInfo: {
      hasNextPage: found.length > size,
      hasPreviousPage: after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/**
 * What a replay from a step is about: the deliveries at or after it, and the subjects whose steps all come before it.
 * @returns `null` when it is none of these subjects' steps
 */
export async function stepsFrom(
  em: EntityManager,
  ids: readonly string[],
  stepId: string,
): Promise<{ deliveries: string[]; onlyBefore: Set<string> } | null> {
  const all = rows.parse(
    await em.execute(`select * from (${stepsOf}) steps order by at, place, key`, parametersOf(ids)),
  );
  const index = all.findIndex(({ kind, id }) => `${kind}:${id}` === stepId);
  if (index < 0) return null;
  const from = all.slice(index);
  const goOn = new Set(from.map(({ about }) => about));
  return {
    deliveries: from.filter(({ kind }) => kind === 'delivery').map(({ id }) => id),
    onlyBefore: new Set(all.map(({ about }) => about).filter((about) => !goOn.has(about))),
  };
}

async function read(em: EntityManager, wanted: readonly Row[]): Promise<Map<string, JourneyStep>> {
  const idsOf = (kind: Row['kind']) => wanted.filter((row) => row.kind === kind).map(({ id }) => id);
  const events = await em.find(SyncEvent, { id: { $in: idsOf('event') } });
  const deliveries = await em.find(Delivery, { id: { $in: idsOf('delivery') } });
  const signatures = await em.find(Signature, { id: { $in: idsOf('signature') } });
  const steps = [...events.map(stepOfEvent), ...deliveries.map(stepOfDelivery), ...signatures.map(stepOfSignature)];
  return new Map(steps.map((step) => [step.id, step]));
}

const cursorOf = (row: Row) => Buffer.from(JSON.stringify(positionOf(row))).toString('base64url');

/** @throws InvalidInputError when it is none of this list's */
function readCursor(cursor: string): Position {
  try {
    return position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw invalidInput([{ field: 'after', message: 'must be a cursor that this list gave' }]);
  }
}
