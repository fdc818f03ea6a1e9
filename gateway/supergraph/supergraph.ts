import type { ServiceMap } from '@apollo/gateway';
import { type ExecutionResult, GraphQLError, type GraphQLSchema, getVariableValues } from 'graphql';
import { toGraphQLError } from '../../platform/errors/graphql-error.js';
import type {
  CallContext,
  DocumentCheck,
  GraphQLRequest,
  GraphQLService,
} from '../../platform/service/graphql-service.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import { checkVariables } from '../access/limits/check-variables.js';
import { LimitExceededError } from '../access/limits/limit-exceeded-error.js';
import { defaultOperationLimits, type OperationLimits } from '../access/limits/operation-limits.js';
import { createPlanExecutor } from './execute-plan.js';
import { createErrorMask } from './mask-errors.js';
import { createPreparation, type Preparation, type ReadyOperation } from './prepared-operation.js';
import { createRestriction, type Restrict, type UnauthorizedMode } from './restrict-operation.js';
import type { SlotLimits } from './slots.js';
import { createSubgraphFetcher, deadlinesOf, type FetchDeadlines } from './subgraph-fetcher.js';
import { createSubscriber, type StreamOptions, type Subscriber } from './subscribe.js';
import { supergraphSchemasOf } from './supergraph-schemas.js';

export interface SupergraphOptions extends StreamOptions, FetchDeadlines {
  /** A composed supergraph, as `hub compose` or Apollo's composition writes it. */
  sdl: string;
  /** Gives the subgraph of a name; called once for each when the supergraph is made. */
  serviceFor(name: string, url: string): GraphQLService;
  logger: Logger;
  /** How many fetches one subgraph gets at once. */
  slots?: SlotLimits;
  /** What becomes of what a caller may not see. Default: nobody is asked what they may, as behind an open gateway. */
  unauthorized?: UnauthorizedMode;
  /** How much one operation may be. Default `defaultOperationLimits`. */
  limits?: Partial<OperationLimits>;
}

/** A planned and executable supergraph. It never changes: a new schema makes a new one (supergraph-source.ts). */
export interface Supergraph extends GraphQLService, DocumentCheck, Pick<Subscriber, 'endStreams' | 'readers'> {
  readonly sdl: string;
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  /** SHA-256 of the supergraph text, in hex. */
  readonly schemaHash: string;
  readonly subgraphs: readonly { name: string; url: string }[];
  /** Parses and validates, from a cache when the text is known. */
  prepare(request: GraphQLRequest): Preparation;
}

/** Throws when the text is no supergraph, or needs features that the planner does not have. */
export function createSupergraph(options: SupergraphOptions): Supergraph {
  const { sdl, logger, slots = {} } = options;
  const deadlineFor = deadlinesOf(options);
  const limits = { ...defaultOperationLimits, ...options.limits };
  const schemas = supergraphSchemasOf(sdl);
  const { apiSchema, supergraphSchema, rawSchema, schemaHash, subgraphs } = schemas;
  const mask = createErrorMask(subgraphs.map(({ url }) => url).filter((url) => url !== ''));

  const services = new Map<string, GraphQLService>();
  const fetchers: ServiceMap = Object.create(null);
  for (const { name, url } of subgraphs) {
    const service = options.serviceFor(name, url);
    services.set(name, service);
    fetchers[name] = createSubgraphFetcher({ name, service, deadlineFor, slots, logger });
  }

  const preparation = { ...schemas, limits };
  const prepare = createPreparation(preparation);
  const restrictionOf = (mode: UnauthorizedMode): Restrict =>
    options.unauthorized ? createRestriction(preparation, schemas.guardFor, mode) : (prepared) => prepared;
  const restrict = restrictionOf(options.unauthorized ?? 'filter');
  const refuseWhole = restrictionOf('reject');
  const run = createPlanExecutor({ services: fetchers, supergraphSchema, rawSchema, mask, logger });
  const subscriber = createSubscriber({ ...options, services, fetchers, run, mask, schemaHash, deadlineFor });

  const ready = (request: GraphQLRequest, context: CallContext): ReadyOperation | ExecutionResult => {
    const prepared = prepare(request);
    if ('errors' in prepared) return { errors: prepared.errors };
    const { operation } = prepared;
    const raw = request.variables ?? {};
    const refusal = refusalOf(() => checkVariables(raw, limits));
    if (refusal) return refusal;
    const { errors, coerced } = getVariableValues(apiSchema, operation.variableDefinitions ?? [], raw);
    if (errors) return { errors: errors.map(badInput) };
    try {
      const left = restrict(prepared, context.caller);
      if ('errors' in left) return { errors: left.errors, data: null };
      const cost = left.cost(coerced);
      if (cost > limits.maxCost) throw new LimitExceededError('COST_LIMIT_EXCEEDED', limits.maxCost, cost);
      return { prepared: left, plan: left.plan(), raw, coerced, cost };
    } catch (error) {
      if (error instanceof LimitExceededError) return { errors: [toGraphQLError(error, () => undefined)] };
      if (error instanceof GraphQLError) return { errors: [mask(error)], data: null };
      logger.error({ err: error, requestId: context.requestId }, 'an operation could not be planned');
      return { errors: [mask({ message: 'The operation cannot be planned.' })], data: null };
    }
  };

  const execute = async (request: GraphQLRequest, context: CallContext): Promise<ExecutionResult> => {
    const one = ready(request, context);
    if (!('plan' in one)) return one;
    const kind = one.prepared.operation.operation;
    if (kind === 'subscription') return { errors: [notHere()] };
    // A change runs to its end even when the client has left: half of it helps nobody.
    const call = kind === 'mutation' && context.signal ? { ...context, signal: undefined } : context;
    const answer = await run(one.plan, one.prepared, one.raw, call);
    if (request.extensions?.cost !== true) return answer;
    return { ...answer, extensions: { ...answer.extensions, cost: { requested: one.cost, max: limits.maxCost } } };
  };

  const faultsOf: DocumentCheck['faultsOf'] = (query, caller) => {
    const prepared = prepare({ query });
    if ('errors' in prepared) return prepared.errors.map(({ message }) => message);
    const left = refuseWhole(prepared, caller);
    if ('errors' in left) return [...new Set(left.errors.map(({ message }) => message))];
    try {
      left.plan();
      return [];
    } catch (error) {
      if (error instanceof GraphQLError) return [error.message];
      throw error;
    }
  };

  return {
    sdl,
    apiSchema,
    schemaHash,
    subgraphs,
    prepare,
    execute,
    faultsOf,
    async subscribe(request, context) {
      const one = ready(request, context);
      if (!('plan' in one)) return one;
      if (one.prepared.operation.operation !== 'subscription') return execute(request, context);
      return subscriber.subscribe(one, context);
    },
    endStreams: subscriber.endStreams,
    readers: subscriber.readers,
  };
}

/** What a check that may refuse an operation answers with. */
function refusalOf(check: () => void): ExecutionResult | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof LimitExceededError) return { errors: [toGraphQLError(error, () => undefined)] };
    throw error;
  }
}

function badInput(error: GraphQLError): GraphQLError {
  const { nodes, source, positions } = error;
  return new GraphQLError(error.message, { nodes, source, positions, extensions: { code: 'BAD_USER_INPUT' } });
}

function notHere(): GraphQLError {
  const message = 'A subscription needs a WebSocket (graphql-transport-ws) or `accept: text/event-stream`.';
  return new GraphQLError(message, { extensions: { code: 'SUBSCRIPTION_NEEDS_A_STREAM' } });
}
