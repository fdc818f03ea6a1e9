import { z } from 'zod';
import type { EntityManager } from '../../../platform/database/database.js';
import { emailDigest } from '../../../platform/service/email-digest.js';
import { Erasure } from './erasure.js';
import type { Person } from './find-person.js';

const rows = z.array(z.object({ id: z.uuid() }));

/** The latest erasure of a person: the one under way, or the one that left these dossiers empty. */
export async function findErasure(em: EntityManager, { email, interventions }: Person): Promise<Erasure | null> {
  const [row] = rows.parse(
    await em.execute(
      `select id from interventions.erasures
       where exists (select from jsonb_array_elements(?::jsonb) i where intervention_ids @> i.value)
          or (completed_at is null and email_digest = ?)
       order by created_at desc limit 1`,
      [JSON.stringify(interventions.map(({ id }) => id)), email === null ? '' : emailDigest(email)],
    ),
  );
  return row ? em.findOne(Erasure, { id: row.id }) : null;
}
