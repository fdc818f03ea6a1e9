import { operationFromDocument } from '@apollo/federation-internals';
import { buildOperationContext } from '@apollo/gateway/dist/operationContext.js';
import type { QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  GraphQLError,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  validate,
} from 'graphql';
import { toGraphQLError } from '../../platform/errors/graphql-error.js';
import { BoundedCache } from '../../platform/service/bounded-cache.js';
import type { GraphQLRequest } from '../../platform/service/graphql-service.js';
import { checkDocument } from '../access/limits/check-document.js';
import { checkText } from '../access/limits/check-text.js';
import { LimitExceededError } from '../access/limits/limit-exceeded-error.js';
import { type Cost, compileCost } from '../access/limits/operation-cost.js';
import type { OperationLimits } from '../access/limits/operation-limits.js';
import { rawOperationOf } from './raw-answer.js';
import { createResponseShape, type ShapeResponse } from './shape-response.js';
import { rootConditionErrors } from './subscription-rules.js';
import type { SupergraphSchemas } from './supergraph-schemas.js';

/** One operation of a valid document, ready to run; made once and used by every request with the same text. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly context: ReturnType<typeof buildOperationContext>;
  /** The same as Apollo's executor gets it (see raw-answer.ts). */
  readonly raw: ReturnType<typeof buildOperationContext>;
  /** Makes the client's answer of the executor's. */
  readonly shape: ShapeResponse;
  /** The operation and its fragments, printed: equal for operations that differ in white space only. */
  text(): string;
  /** What it costs with its variables in their full form; made into a function at the first call. */
  cost: Cost;
  /** Planned at the first call. Throws a GraphQLError when the operation cannot be planned or must be refused. */
  plan(): QueryPlan;
}

/** An operation with its plan and variables, all checked. */
export interface ReadyOperation {
  readonly prepared: PreparedOperation;
  readonly plan: QueryPlan;
  /** Variables as they were sent; subgraphs coerce them again. */
  readonly raw: Record<string, unknown>;
  /** Variables with defaults filled in, lists and input objects in their full form. */
  readonly coerced: Record<string, unknown>;
  /** In points, of `@cost` and `@listSize`. */
  readonly cost: number;
}

/** An operation, or why the document holds none that can run. */
export type Preparation = PreparedOperation | Unfit;

interface Unfit {
  readonly errors: readonly GraphQLError[];
  /** Set when the document was not even validated: it is more than one may ask. */
  readonly refusal?: LimitExceededError;
}

export interface PreparationOptions
  extends Pick<SupergraphSchemas, 'apiSchema' | 'api' | 'planner' | 'collisions' | 'costRules'> {
  limits: OperationLimits;
}

/** Documents longer than this (characters) are prepared anew each time: a few of them must not fill the memory. */
const longestKept = 65_536;
const documentsKept = 1_000;

type Document = { readonly document: DocumentNode; readonly operations: Map<string, PreparedOperation> } | Unfit;

/** Parses, validates and plans, each text once. */
export function createPreparation(options: PreparationOptions): (request: GraphQLRequest) => Preparation {
  const documents = new BoundedCache<string, Document>(documentsKept);

  return ({ query, operationName }) => {
    let known = documents.get(query);
    if (!known) {
      known = readDocument(options, query);
      if (query.length <= longestKept) documents.set(query, known);
    }
    if ('errors' in known) return known;
    const name = operationName ?? '';
    const ready = known.operations.get(name);
    if (ready) return ready;
    const operation = getOperationAST(known.document, operationName || undefined);
    if (!operation) return { errors: [noOperation(name)] };
    const made = prepareOperation(options, known.document, operation);
    known.operations.set(name, made);
    return made;
  };
}

function readDocument({ apiSchema, limits }: PreparationOptions, query: string): Document {
  let document: DocumentNode;
  try {
    checkText(query, limits);
    document = parse(query);
    checkDocument(document, limits);
  } catch (error) {
    if (error instanceof LimitExceededError)
      return { errors: [toGraphQLError(error, () => undefined)], refusal: error };
    if (error instanceof GraphQLError) return { errors: [withCode(error, 'GRAPHQL_PARSE_FAILED')] };
    throw error;
  }
  // First, because graphql's own rule on subscriptions throws on a condition that hangs on a variable.
  const conditions = rootConditionErrors(document);
  const invalid = conditions.length > 0 ? conditions : validate(apiSchema, document);
  if (invalid.length > 0) return { errors: invalid.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) };
  return { document, operations: new Map() };
}

/** One operation of a document that is known to be valid. */
export function prepareOperation(
  options: PreparationOptions,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): PreparedOperation {
  const context = buildOperationContext({
    schema: options.apiSchema,
    operationDocument: document,
    ...(operation.name && { operationName: operation.name.value }),
  });
  let plan: QueryPlan | undefined;
  let text: string | undefined;
  let cost: Cost | undefined;
  return {
    document,
    operation,
    context,
    raw: { ...context, operation: rawOperationOf(context.operation, context.fragments), fragments: {} },
    shape: createResponseShape(options.apiSchema, context.operation, context.fragments),
    text: () => {
      text ??= [context.operation, ...Object.values(context.fragments)].map(print).join('\n');
      return text;
    },
    cost: (variables) => {
      cost ??= compileCost(options.apiSchema, options.costRules, context.operation, context.fragments);
      return cost(variables);
    },
    plan: () => {
      plan ??= planOf(options, context);
      return plan;
    },
  };
}

function planOf({ planner, api, collisions }: PreparationOptions, context: PreparedOperation['context']) {
  const operation = operationFromDocument(
    api,
    { kind: Kind.DOCUMENT, definitions: [context.operation, ...Object.values(context.fragments)] },
    { validate: false },
  );
  const plan = planner.buildQueryPlan(operation);
  collisions(plan, operation);
  return plan;
}

function noOperation(name: string): GraphQLError {
  const message = name
    ? `There is no operation named "${name}" in the document.`
    : 'Give operationName: the document holds several operations, or none.';
  return new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  if (error.extensions.code !== undefined) return error;
  const { nodes, source, positions, path } = error;
  return new GraphQLError(error.message, { nodes, source, positions, path, extensions: { code } });
}
