import { z } from 'zod';
import { UnavailableError } from '../platform/errors/errors.js';
import type { UnitIdentity } from '../platform/service/unit-of-work.js';
import type { Assembly } from './assemble.js';

/** The id of the company that a variable names; `null` when there is none, or more than one could be meant. */
export type CompanyIds = (name: string) => string | null;

const query =
  'query Companies($after: String) { companies(first: 100, after: $after) { nodes { id name } pageInfo { hasNextPage endCursor } } }';

const page = z.object({
  companies: z.object({
    nodes: z.array(z.object({ id: z.uuid(), name: z.string() })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

/** As it stands in a variable: `Enki Realty` is ENKI_REALTY. */
const asVariable = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_|_$/g, '');

/**
 * Reads the organization's companies. A variable may name one by the first words of its name, where no other begins so.
 * @throws UnavailableError when billing does not answer
 */
export async function findCompanies(
  { subgraphServices: { billing } }: Assembly,
  identity: UnitIdentity,
): Promise<CompanyIds> {
  const found: { id: string; name: string }[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const answer = await billing.execute({ query, variables: { after } }, identity);
    if (answer.errors?.[0])
      throw new UnavailableError('Billing did not give the companies.', { cause: answer.errors[0] });
    const { nodes, pageInfo } = page.parse(answer.data).companies;
    found.push(...nodes.map(({ id, name }) => ({ id, name: asVariable(name) })));
    after = pageInfo.endCursor;
    more = pageInfo.hasNextPage;
  }
  return (variable) => {
    const wanted = asVariable(variable);
    const same = found.filter(({ name }) => name === wanted);
    const [one, ...others] = same.length > 0 ? same : found.filter(({ name }) => name.startsWith(`${wanted}_`));
    return one && others.length === 0 ? one.id : null;
  };
}
