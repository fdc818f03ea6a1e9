import { z } from 'zod';
import type { EntityManager } from '../../../platform/database/database.js';
import { idList } from '../../../platform/database/id-list.js';
import { currentConsents } from '../operations/current-consents.js';
import type { ScoreFacts } from './score-rules.js';

export type ContactFacts = Omit<ScoreFacts, 'source'>;

const counts = z.array(z.object({ contact_id: z.string(), touch: z.string(), times: z.coerce.number().int() }));

/** What scores go by, of many contacts at once: of each of them, even where nothing is known. */
export async function contactFacts(
  em: EntityManager,
  contactIds: readonly string[],
): Promise<Map<string, ContactFacts>> {
  const consents = await currentConsents(em, contactIds);
  const rows = counts.parse(
    await em.execute(
      `select contact_id, kind || ' ' || step as touch, count(*) as times from marketing.touches
       where contact_id = any(?::uuid[]) and kind in ('QUOTE', 'ACTIVITY') group by 1, 2`,
      [idList(contactIds)],
    ),
  );
  const touches = Map.groupBy(rows, (row) => row.contact_id);
  return new Map(
    contactIds.map((id) => {
      const given = (consents.get(id) ?? []).filter(({ granted }) => granted);
      const seen = (touches.get(id) ?? []).map(({ touch, times }) => [touch, times] as const);
      return [id, { consents: new Set<string>(given.map(({ purpose }) => purpose)), touches: new Map(seen) }];
    }),
  );
}
