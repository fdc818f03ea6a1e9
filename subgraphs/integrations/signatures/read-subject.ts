import { z } from 'zod';
import { NotFoundError } from '../../../platform/errors/errors.js';
import type { GraphQLService } from '../../../platform/service/graphql-service.js';
import { isUuid } from '../../../platform/service/is-uuid.js';
import type { UnitIdentity } from '../../../platform/service/unit-of-work.js';
import type { SignatureKind } from './signature.js';

const queries: Readonly<Record<SignatureKind, string>> = {
  QUOTE: 'query ($id: ID!) { subject: quote(id: $id) { reference: number company { id } intervention { id } } }',
  TERMS: 'query ($id: ID!) { subject: termsAcceptance(id: $id) { reference: title company { id } } }',
  CONTRACT: 'query ($id: ID!) { subject: intervention(id: $id) { reference } }',
};

const withId = z.object({ id: z.uuid() }).nullish();
const answer = z.object({
  subject: z.object({ reference: z.string(), company: withId, intervention: withId }).nullable(),
});

/** What a request has to know of what is to be signed. */
export interface SubjectFacts {
  reference: string;
  companyId: string | null;
  interventionId: string | null;
}

/**
 * Asked as the hub: who may have something signed need not hold the scopes to read all of it. The organization stays the
 * caller's.
 * @throws NotFoundError
 */
export async function readSubject(
  graph: GraphQLService,
  { caller, requestId }: UnitIdentity,
  kind: SignatureKind,
  id: string,
): Promise<SubjectFacts> {
  const asHub = { ...caller, scopes: ['admin'] };
  const result = isUuid(id)
    ? await graph.execute({ query: queries[kind], variables: { id } }, { caller: asHub, requestId })
    : { data: { subject: null } };
  if (result.errors?.[0]) throw result.errors[0];
  const { subject } = answer.parse(result.data);
  if (!subject) throw new NotFoundError(`There is nothing to sign with the id ${id}.`, { details: { id } });
  const interventionId = kind === 'CONTRACT' ? id : (subject.intervention?.id ?? null);
  return { reference: subject.reference, companyId: subject.company?.id ?? null, interventionId };
}
