import type { Operation } from '@apollo/federation-internals';
import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode, SubscriptionNode } from '@apollo/query-planner';
import { GraphQLError, type GraphQLSchema, parse } from 'graphql';
import type { RequiredArguments } from './required-arguments.js';
import { createSelectionReader, type Place, type PlacedField, placesOverlap } from './selection-places.js';

/** Throws a GraphQLError when the plan would answer the operation wrongly. */
export type CollisionCheck = (plan: QueryPlan, operation: Operation) => void;

interface Written {
  /** What the client and the fetches select, by response path. */
  selected: Map<string, PlacedField[]>;
  /** What entity fetches read back, as keys or because of `@requires`. */
  required: PlacedField[];
}

/**
 * The planner takes for granted that a key field, or a field that `@requires` names, stands in the result under its
 * own name. A client's alias or arguments may put something else there; the plan then reads or shows a wrong value
 * without a word. Such an operation is refused: ALIAS_COLLIDES_WITH_KEY, ARGUMENTS_COLLIDE_WITH_REQUIRES.
 *
 * @param schema the whole supergraph as graphql-js has it
 */
export function createCollisionCheck(schema: GraphQLSchema, requiredArguments: RequiredArguments): CollisionCheck {
  const { readSelections, readRequires } = createSelectionReader(schema);

  const readFetch = (fetch: FetchNode, path: readonly Place[], into: Written) => {
    const add = (field: PlacedField) => {
      const others = into.selected.get(field.path);
      if (others) others.push(field);
      else into.selected.set(field.path, [field]);
    };
    if (fetch.requires)
      readRequires(fetch.requires as QueryPlanSelectionNode[], path, (one) => into.required.push(one));
    readSelections(parse(fetch.operation), path, fetch.requires !== undefined, add);
  };

  const readNode = (node: PlanNode | SubscriptionNode | undefined, path: readonly Place[], into: Written): void => {
    switch (node?.kind) {
      case 'Fetch':
        readFetch(node, path, into);
        return;
      case 'Flatten': {
        const names = node.path.filter((part): part is string => typeof part === 'string' && part !== '@');
        readNode(node.node, [...path, ...names.map((name) => ({ name, types: undefined }))], into);
        return;
      }
      case 'Sequence':
      case 'Parallel':
        for (const child of node.nodes) readNode(child, path, into);
        return;
      case 'Condition':
        readNode(node.ifClause, path, into);
        readNode(node.elseClause, path, into);
        return;
      case 'Subscription':
        readFetch(node.primary, path, into);
        readNode(node.rest, path, into);
        return;
      default:
        return;
    }
  };

  return (plan, operation) => {
    const written: Written = { selected: new Map(), required: [] };
    readNode(plan.node, [], written);
    if (written.required.length === 0) return;
    // From the planner's own form, so that values are printed the way the fetches have them.
    const client = parse(operation.toString(false, false));
    readSelections(client, [], false, (field) => {
      const others = written.selected.get(field.path);
      if (others) others.push(field);
      else written.selected.set(field.path, [field]);
    });
    for (const required of written.required) refuseCollision(required, written.selected, requiredArguments);
  };
}

function refuseCollision(
  required: PlacedField,
  selected: Written['selected'],
  requiredArguments: RequiredArguments,
): void {
  const here = selected.get(required.path)?.filter((other) => placesOverlap(other.places, required.places)) ?? [];
  const impostor = here.find(({ field }) => field !== required.field);
  if (impostor) {
    const message = `The alias "${required.responseName}" hides the field of the same name, which is needed to join the subgraphs here. Choose another alias.`;
    throw refusal(message, 'ALIAS_COLLIDES_WITH_KEY', required);
  }
  const wanted = requiredArguments(required.parents, required.field);
  if (!wanted) return;
  const given = new Set(here.map((other) => other.args));
  const [only = ''] = given;
  if (given.size === 0 || (given.size === 1 && wanted.has(only))) return;
  const message = `"${required.responseName}" is needed here with other arguments to work out another field. Give it an alias.`;
  throw refusal(message, 'ARGUMENTS_COLLIDE_WITH_REQUIRES', required);
}

function refusal(message: string, code: string, { path }: PlacedField): GraphQLError {
  return new GraphQLError(message, { extensions: { code, at: path } });
}
