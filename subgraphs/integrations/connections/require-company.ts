import { z } from 'zod';
import { NotFoundError } from '../../../platform/errors/errors.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import { type Asker, askAsHub } from '../subjects/ask-as-hub.js';

const answer = z.object({ company: z.object({ id: z.uuid() }).nullable() });

/**
 * Whose account it is to be has to be the organization's own: a company of another is as unknown as none. What is no id at
 * all is refused with the other settings.
 * @throws NotFoundError
 */
export async function requireCompany(asker: Asker, companyId: string | null | undefined): Promise<void> {
  if (companyId == null || !isUuid(companyId)) return;
  const { company } = await askAsHub(asker, 'query ($id: ID!) { company(id: $id) { id } }', { id: companyId }, answer);
  if (!company) throw new NotFoundError(`There is no company ${companyId}.`, { details: { companyId } });
}
