import type { ServiceMap } from '@apollo/gateway';
import type { QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import {
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { HubError } from '../../platform/errors/hub-error.js';
import type { CallContext, GraphQLService } from '../../platform/service/graphql-service.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import { withDeadline } from './deadline.js';
import { SchemaReloadedError, SubgraphTimeoutError } from './errors.js';
import type { QueueLimits } from './event-queue.js';
import type { Authorize, Watch } from './event-stream.js';
import type { PlanExecutor } from './execute-plan.js';
import type { ErrorMask, ForeignError } from './mask-errors.js';
import type { PreparedOperation, ReadyOperation } from './prepared-operation.js';
import { SharedStream, sharingKey } from './shared-stream.js';
import { unavailable } from './subgraph-fetcher.js';

/** What the owner of a supergraph decides about its streams. */
export interface StreamOptions {
  /** Asked for every event and reader; `false` ends that reader's stream with UNAUTHENTICATED. Default: always true. */
  authorize?: Authorize;
  /** Ends a reader's stream with UNAUTHENTICATED when its caller's rights are gone, though nothing happens on it. */
  watch?: Watch;
  /**
   * Whether the root field's arguments ask for events of the past. Such a stream is a reader's own and never shared.
   * Default: an argument `after` that is not null.
   */
  isReplay?: (args: Readonly<Record<string, unknown>>) => boolean;
  /** How far a reader may fall behind. */
  queueLimits?: QueueLimits;
}

interface SubscriberOptions extends StreamOptions {
  services: ReadonlyMap<string, GraphQLService>;
  fetchers: ServiceMap;
  run: PlanExecutor;
  mask: ErrorMask;
  schemaHash: string;
  deadlineFor(query: string): number;
  logger: Logger;
}

/** Spreads work over time; injected in tests. */
export type Schedule = (work: () => void, afterMs: number) => void;

export interface Subscriber {
  subscribe(one: ReadyOperation, context: CallContext): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult>;
  /** Ends every running stream with SCHEMA_RELOADED, evenly over the time given (milliseconds). */
  endStreams(overMs: number, schedule: Schedule): void;
  /** How many readers there are at the moment. */
  readers(): number;
}

/** The service that answers the first fetch of an event's plan: the event itself. No subgraph can have this name. */
const eventService = '\u0000event';
const afterIsGiven = (args: Readonly<Record<string, unknown>>) => args.after !== undefined && args.after !== null;

/**
 * Federated subscriptions. The planner splits one into `primary`, a subscription at the subgraph that owns the field,
 * and `rest`, what other subgraphs add. Each event is then a query plan whose first fetch is already answered.
 */
export function createSubscriber(options: SubscriberOptions): Subscriber {
  const { authorize, watch, queueLimits: limits = {}, isReplay = afterIsGiven } = options;
  const streams = new Set<SharedStream>();
  const shared = new Map<string, SharedStream>();

  const allReaders = () => [...streams].flatMap((stream) => stream.readers);
  const open = (one: ReadyOperation, context: CallContext, node: SubscriptionNode, key: string | undefined) => {
    const stream = createStream(options, one, context, node, () => {
      streams.delete(stream);
      if (key !== undefined && shared.get(key) === stream) shared.delete(key);
    });
    streams.add(stream);
    if (key !== undefined) shared.set(key, stream);
    return stream;
  };

  return {
    async subscribe(one, context) {
      const { node } = one.plan;
      if (node?.kind !== 'Subscription') return { errors: [options.mask(nothingToSubscribe)] };
      const root = rootFieldOf(one.prepared);
      const args = root ? argumentsOf(root, one) : {};
      const key = isReplay(args)
        ? undefined
        : sharingKey(context, one.prepared.text(), one.coerced, options.schemaHash);
      const stream = (key !== undefined && shared.get(key)) || open(one, context, node, key);
      return stream.join({ context, limits, authorize, watch });
    },
    readers: () => allReaders().length,
    endStreams(overMs, schedule) {
      const readers = allReaders();
      const message = 'The graph has changed. Subscribe again from the last event that was received.';
      for (const [index, reader] of readers.entries())
        schedule(() => reader.end(new SchemaReloadedError(message)), (overMs * index) / readers.length);
    },
  };
}

function createStream(
  { services, fetchers, run, mask, deadlineFor, logger }: SubscriberOptions,
  { prepared, raw, coerced }: ReadyOperation,
  { caller, requestId }: CallContext,
  { primary, rest }: SubscriptionNode,
  onEnd: () => void,
): SharedStream {
  const name = primary.serviceName;
  const answered = { ...primary, serviceName: eventService };
  const plan: QueryPlan = {
    kind: 'QueryPlan',
    node: { kind: 'Sequence', nodes: rest ? [answered, rest] : [answered] },
  };
  const variables = Object.fromEntries(
    (primary.variableUsages ?? []).filter((used) => used in coerced).map((used) => [used, coerced[used]]),
  );
  const request = { query: primary.operation, operationName: primary.operationName, variables };
  const details = { subgraph: name };
  const expired = () => new SubgraphTimeoutError(`The subgraph "${name}" did not answer in time.`, { details });
  const service = services.get(name);
  if (!service) throw unavailable(name, undefined);

  return new SharedStream({
    async open(signal) {
      const opening = async () => {
        const source = await service.subscribe(request, { caller, requestId, signal });
        // Too late: nobody waits for it any more.
        if (signal.aborted && Symbol.asyncIterator in source) await source[Symbol.asyncIterator]().return?.();
        return source;
      };
      const source = await withDeadline(opening, { ms: deadlineFor(primary.operation), expired, signal });
      if (Symbol.asyncIterator in source) return source;
      return { ...source, errors: source.errors?.map((error) => mask(error)) ?? [mask(nothingToSubscribe)] };
    },
    hydrate(event, signal) {
      const errors = event.errors?.map((error) => named(error, name));
      const answer = { process: async () => ({ ...event, ...(errors && { errors }) }) };
      const all: ServiceMap = Object.assign(Object.create(fetchers), { [eventService]: answer });
      return run(plan, prepared, raw, { caller, requestId, signal }, all);
    },
    broken(error) {
      logger.warn({ err: error, subgraph: name, requestId }, 'a subgraph broke off a subscription');
      return error instanceof HubError ? error : unavailable(name, error);
    },
    onEnd,
  });
}

/** An error without a message would be told with the name of the service: that must be the subgraph's. */
function named(error: ForeignError, name: string): ForeignError {
  const { message, path, extensions } = error;
  return {
    message: message || `Error in an event of the subgraph "${name}".`,
    ...(path && { path }),
    ...(extensions && { extensions }),
  };
}

const nothingToSubscribe: ForeignError = {
  message: 'A subscription needs a field that a subgraph can subscribe to.',
  extensions: { code: 'SUBSCRIPTION_NEEDS_A_FIELD' },
};

function rootFieldOf({ operation, context }: PreparedOperation): FieldNode | undefined {
  const fragments: Record<string, FragmentDefinitionNode> = context.fragments;
  const find = (set: SelectionSetNode | undefined): FieldNode | undefined => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) return selection;
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
      const found = find(inner?.selectionSet);
      if (found) return found;
    }
    return undefined;
  };
  return find(operation.selectionSet);
}

function argumentsOf(field: FieldNode, { prepared, coerced }: ReadyOperation): Record<string, unknown> {
  const definition = prepared.context.schema.getSubscriptionType()?.getFields()[field.name.value];
  return definition ? getArgumentValues(definition, field, coerced) : {};
}
