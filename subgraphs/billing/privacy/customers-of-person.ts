import { z } from 'zod';
import type { EntityManager } from '../../../platform/database/database.js';
import { idList } from '../../../platform/database/id-list.js';
import { emailDigestSql } from '../../../platform/service/email-digest.js';

export interface KnownPerson {
  emailDigest: string | null;
  interventionIds: readonly string[];
  contactIds: readonly string[];
  /** With those that an earlier run of this erasure emptied, which are to be known by nothing else. */
  erasureId?: string;
}

const rows = z.array(z.object({ id: z.uuid() }));

/**
 * The customers that are the person: by the address, by the contact, and, where a customer has neither of its own, by
 * a quote for one of the person's interventions. A company is nobody's person, though it may have paid.
 */
export async function customersOfPerson(em: EntityManager, person: KnownPerson): Promise<string[]> {
  const found = await em.execute(
    `select c.id from billing.customers c
     where c.kind = 'PERSON' and (${emailDigestSql('c.email')} = ?
       or c.erasure_id = ?::uuid
       or c.contact_id = any(?::uuid[])
       or (c.email is null and c.contact_id is null and exists (
         select from billing.quotes q where q.customer_id = c.id and q.intervention_id = any(?::uuid[]))))`,
    [person.emailDigest ?? '', person.erasureId ?? null, idList(person.contactIds), idList(person.interventionIds)],
  );
  return rows.parse(found).map(({ id }) => id);
}
