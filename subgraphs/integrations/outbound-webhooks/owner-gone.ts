import { z } from 'zod';
import type { Database } from '../../../platform/database/database.js';
import type { WebhookOwner } from './entities/webhook.js';

const answer = z.tuple([z.object({ good: z.boolean() })]);

/**
 * Why nothing may be sent with the rights of whoever set a webhook; `null` while its key is good, or its client there,
 * or its person let in.
 */
export async function ownerGone(database: Database, { actor }: WebhookOwner): Promise<string | null> {
  const query = 'select access.is_let_in(?, ?) as good';
  const [{ good }] = answer.parse(await database.acrossOrganizations(query, [actor.kind, actor.id]));
  return good ? null : `its owner ${actor.name} is not let in any more; who sets its address again becomes its owner`;
}
