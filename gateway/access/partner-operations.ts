import { z } from 'zod';
import type { Database } from '../../platform/database/database.js';
import { BoundedCache } from '../../platform/service/bounded-cache.js';
import type { Caller } from '../../platform/service/caller.js';

/** What an administrator has registered for a partner. */
export interface RegisteredOperations {
  /** Documents by their SHA-256 in hex. */
  documents: ReadonlyMap<string, string>;
  /** Whether the partner may send nothing else. */
  only: boolean;
}

/** `null` for callers that are no partner. */
export type FindPartnerOperations = (caller: Caller | null) => Promise<RegisteredOperations | null>;

const rows = z.array(
  z.object({ safelist_only: z.boolean(), document_id: z.string().nullable(), document: z.string().nullable() }),
);

const query = `select c.safelist_only, o.document_id, o.document
  from integrations.connections c left join integrations.partner_operations o on o.connection_id = c.id
  where c.id = ?`;

/** How long an answer is good for, in milliseconds: as long as that of who a key is. */
const rememberedMs = 2_000;
/** Partners whose operations are kept in memory. */
const kept = 200;

/** Looks up what partners may send; their calls share a look every two seconds. */
export function createFindPartnerOperations(database: Database): FindPartnerOperations {
  const remembered = new BoundedCache<string, { operations: Promise<RegisteredOperations>; until: number }>(kept);

  const find = async (organizationId: string, partnerId: string): Promise<RegisteredOperations> => {
    const found = rows.parse(await database.read(organizationId, (em) => em.execute(query, [partnerId])));
    const documents = found.flatMap(({ document_id: id, document }) =>
      id !== null && document !== null ? [[id, document] as const] : [],
    );
    return { documents: new Map(documents), only: found[0]?.safelist_only ?? false };
  };

  return async (caller) => {
    if (caller?.partnerId === undefined) return null;
    const { organizationId, partnerId } = caller;
    const known = remembered.get(partnerId);
    if (known && known.until > performance.now()) return known.operations;
    const operations = find(organizationId, partnerId);
    const answer = { operations, until: performance.now() + rememberedMs };
    remembered.set(partnerId, answer);
    operations.catch(() => {
      answer.until = 0;
    });
    return operations;
  };
}
