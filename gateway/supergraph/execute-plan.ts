import type { Schema as ApiSchema } from '@apollo/federation-internals';
import { executeQueryPlan, type ServiceMap } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import type { ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import type { CallContext } from '../../platform/service/graphql-service.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import type { ErrorMask, ForeignError } from './mask-errors.js';
import type { PreparedOperation } from './prepared-operation.js';

type ExecutorRequest = Parameters<typeof executeQueryPlan>[2];

/** Runs a plan: the one place where queries, mutations and the events of subscriptions become answers. */
export type PlanExecutor = (
  plan: QueryPlan,
  prepared: PreparedOperation,
  variables: Record<string, unknown>,
  context: CallContext,
  services?: ServiceMap,
) => Promise<ExecutionResult>;

export interface PlanExecutorOptions {
  services: ServiceMap;
  supergraphSchema: GraphQLSchema;
  apiSchema: ApiSchema;
  mask: ErrorMask;
  logger: Logger;
}

export function createPlanExecutor(options: PlanExecutorOptions): PlanExecutor {
  return async (plan, prepared, variables, context, services = options.services) => {
    // All that the executor reads of a request; the rest of Apollo's type belongs to Apollo Server.
    const request = { request: { variables }, context, metrics: {}, logger: options.logger };
    try {
      const result = await executeQueryPlan(
        plan,
        services,
        request as unknown as ExecutorRequest,
        prepared.context,
        options.supergraphSchema,
        options.apiSchema,
      );
      return clientResult(result, options.mask);
    } catch (err) {
      options.logger.error({ err, requestId: context.requestId }, 'a plan could not be executed');
      return { errors: [options.mask({ message: 'The operation cannot be executed.' })], data: null };
    }
  };
}

/**
 * The executor reports nulls that broke a non-null field as a mere extension; the specification wants an error there.
 * Values that do not fit their type (an enum value the client's schema does not have) stay an extension.
 */
function clientResult({ data, errors, extensions }: ExecutionResult, mask: ErrorMask): ExecutionResult {
  const { valueCompletion, ...others } = extensions ?? {};
  const completion = Array.isArray(valueCompletion) ? (valueCompletion as GraphQLError[]) : [];
  const broken = completion.filter(({ message }) => message.startsWith('Cannot return null'));
  const rest = completion.filter((error) => !broken.includes(error));
  if (rest.length > 0) others.valueCompletion = rest.map((error) => mask(error).toJSON());
  const all: ForeignError[] = [...(errors ?? []), ...broken];
  return {
    ...(all.length > 0 && { errors: all.map(mask) }),
    data: data ?? null,
    ...(Object.keys(others).length > 0 && { extensions: others }),
  };
}
