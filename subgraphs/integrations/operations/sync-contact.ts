import { z } from 'zod';
import type { RequestContext } from '../../../platform/service/request-context.js';
import type { Delivery } from '../entities/delivery.js';
import type { SyncContactInput } from '../orchestration/types.js';
import type { IntegrationsServices } from '../services.js';
import { askAsCaller } from '../subjects/ask-as-hub.js';
import { requestByHand } from './request-by-hand.js';

const upsert = 'mutation ($input: ContactInput!) { contact: upsertContact(input: $input) { id } }';
const answer = z.object({ contact: z.object({ id: z.uuid() }) });

/**
 * Updates the contact with the e-mail address, or makes it, and has it told to the campaigns.
 * @throws InvalidInputError
 * @throws ForbiddenError when the caller may not change contacts
 */
export async function syncContact(
  context: RequestContext<IntegrationsServices>,
  input: SyncContactInput,
): Promise<Delivery> {
  const { contact } = await askAsCaller(context, upsert, { input }, answer);
  return requestByHand(context, { connector: 'mautic', action: 'sync-contact', subjectId: contact.id });
}
