import { z } from 'zod';
import type { Connector, SubjectType } from '../../../platform/connectors/connector.js';
import { UnavailableError } from '../../../platform/errors/errors.js';
import type { UnitIdentity } from '../../../platform/service/unit-of-work.js';
import { flows } from '../flows.js';
import type { IntegrationsServices } from '../services.js';
import { sharedTypes } from '../two-way/pull-changes.js';

/** Records read at once. */
const pageSize = 50;

/** One of our records that a vendor may be brought. */
export interface OurRecord {
  id: string;
  reference: string;
  /** Whose account it belongs into; `null` for what belongs to no company. */
  companyId: string | null;
}

interface Source {
  list: string;
  selection: string;
  /** `null` for what no vendor is told of. */
  recordOf(node: unknown): OurRecord | null;
}

const source = <Node>(
  list: string,
  selection: string,
  node: z.ZodType<Node>,
  recordOf: (node: Node) => OurRecord | null,
): Source => ({ list, selection, recordOf: (data) => recordOf(node.parse(data)) });

const id = z.uuid();
const people = z.object({ id, email: z.string().nullable(), phone: z.string().nullable() });
const bill = z.object({ id, number: z.string().nullable(), company: z.object({ id }) });
const booked = z.object({ id, amount: z.object({ amount: z.int() }), invoice: bill });

/** Who can be reached; others (a person who was erased) are brought by what needs them, if anything does. */
const person = (type: string) => (one: z.output<typeof people>) =>
  one.email === null && one.phone === null ? null : { id: one.id, reference: `${type} ${one.id}`, companyId: null };

/** Where each type is read, and what of it goes to vendors: people, documents that were sent, and money that came in. */
const sources: Readonly<Partial<Record<SubjectType, Source>>> = {
  customer: source('customers', 'id email phone', people, person('customer')),
  contact: source('contacts', 'id email phone', people, person('contact')),
  invoice: source('invoices', 'id number company { id }', bill, ({ id, number, company }) =>
    number === null ? null : { id, reference: number, companyId: company.id },
  ),
  payment: source(
    'payments',
    'id amount { amount } invoice { id number company { id } }',
    booked,
    ({ id, amount, invoice }) =>
      amount.amount < 0
        ? null
        : { id, reference: `a payment of ${invoice.number ?? invoice.id}`, companyId: invoice.company.id },
  ),
};

/** The types that a run brings to the connector's vendor: shared records that flows bring there when they come about. */
export const ourTypes = (connector: Connector): SubjectType[] =>
  sharedTypes(connector).filter((type) => {
    const action = connector.records?.[type]?.pushedBy;
    return sources[type] && flows.some((flow) => flow.connector === connector.key && flow.action === action);
  });

const answer = z.object({
  page: z.object({
    nodes: z.array(z.unknown()),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

/**
 * A page of our records of a type, read through the graph like other clients do.
 * @throws UnavailableError when the graph has no whole answer
 */
export async function readOurRecords(
  { graph }: Pick<IntegrationsServices, 'graph'>,
  identity: UnitIdentity,
  { type, after }: { type: SubjectType; after: string | null },
): Promise<{ records: OurRecord[]; next: string | null }> {
  const from = sources[type];
  if (!from) return { records: [], next: null };
  const query = `query OurRecords($first: Int!, $after: String) {
    page: ${from.list}(first: $first, after: $after) { nodes { ${from.selection} } pageInfo { hasNextPage endCursor } } }`;
  const result = await graph.execute({ query, variables: { first: pageSize, after } }, identity);
  if (result.errors?.[0]) {
    throw new UnavailableError(`The graph did not give the ${from.list}.`, { cause: result.errors[0] });
  }
  const { nodes, pageInfo } = answer.parse(result.data).page;
  const records = nodes.flatMap((node) => from.recordOf(node) ?? []);
  return { records, next: pageInfo.hasNextPage ? pageInfo.endCursor : null };
}
