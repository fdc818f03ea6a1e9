import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  print,
  visit,
} from 'graphql';
import { UnavailableError } from '../../../platform/errors/errors.js';
import type { GraphQLService } from '../../../platform/service/graphql-service.js';
import type { UnitIdentity } from '../../../platform/service/unit-of-work.js';

type Data = Record<string, unknown>;

/**
 * Asks the graph a query of one `$id` for several ids in one request: its root fields stand there once for each id.
 * @param document its root selections are fields
 * @returns what the query alone would have answered for each id
 * @throws UnavailableError when the graph has no whole answer
 */
export async function askForEach(
  graph: GraphQLService,
  identity: UnitIdentity,
  document: DocumentNode,
  ids: readonly string[],
): Promise<Map<string, Data>> {
  const definitions = document.definitions.map((one) =>
    one.kind === Kind.OPERATION_DEFINITION ? repeated(one, ids.length) : one,
  );
  const query = print({ kind: Kind.DOCUMENT, definitions });
  const variables = Object.fromEntries(ids.map((id, at) => [`id${at}`, id]));
  const { data, errors } = await graph.execute({ query, variables }, identity);
  const [cause] = errors ?? [];
  if (cause || !data) throw new UnavailableError('The graph did not give our side of records.', { cause });
  const answers = ids.map((id): [string, Data] => [id, {}]);
  for (const [name, value] of Object.entries(data)) {
    const [, field = '', at = ''] = /^(.*)_(\d+)$/.exec(name) ?? [];
    const answer = answers[Number(at)]?.[1];
    if (answer) answer[field] = value;
  }
  return new Map(answers);
}

function repeated(operation: OperationDefinitionNode, times: number): OperationDefinitionNode {
  const numbers = Array.from({ length: times }, (_, at) => at);
  const fields = operation.selectionSet.selections.filter((one): one is FieldNode => one.kind === Kind.FIELD);
  return {
    ...operation,
    variableDefinitions: numbers.flatMap((at) => operation.variableDefinitions?.map((one) => numbered(one, at)) ?? []),
    selectionSet: {
      ...operation.selectionSet,
      selections: numbers.flatMap((at) =>
        fields.map((field) => ({ ...numbered(field, at), alias: name(`${(field.alias ?? field.name).value}_${at}`) })),
      ),
    },
  };
}

/** The same with variables of its own. */
const numbered = <Node extends ASTNode>(node: Node, at: number): Node =>
  visit(node, { Variable: (variable) => ({ ...variable, name: name(`${variable.name.value}${at}`) }) });

const name = (value: string) => ({ kind: Kind.NAME, value }) as const;
