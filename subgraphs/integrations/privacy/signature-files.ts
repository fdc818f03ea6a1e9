import { z } from 'zod';
import type { EntityManager } from '../../../platform/database/database.js';
import { removeFilesOf } from '../../../platform/files/remove-files.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';

const rows = z.array(z.object({ id: z.uuid() }));

/**
 * The signatures for some interventions: of their contracts and of the quotes that offer them.
 * @param interventions as a parameter of `= any(?::uuid[])`
 */
export async function signaturesFor(em: EntityManager, interventions: string): Promise<string[]> {
  const select = 'select id from integrations.signatures where intervention_id = any(?::uuid[]) order by id';
  return rows.parse(await em.execute(select, [interventions])).map(({ id }) => id);
}

/** Removes the signed documents and the audit trails that are kept of them. @returns how many there were */
export async function removeSignatureFiles(unit: UnitOfWork, interventions: string): Promise<number> {
  const removed = await removeFilesOf(unit, 'signature', await signaturesFor(unit.em, interventions));
  await unit.em.execute(
    `update integrations.signatures set signed_file_id = null, audit_file_id = null
     where intervention_id = any(?::uuid[]) and (signed_file_id is not null or audit_file_id is not null)`,
    [interventions],
  );
  return removed;
}
