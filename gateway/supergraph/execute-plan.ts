import type { Schema as ApiSchema } from '@apollo/federation-internals';
import type { ServiceMap } from '@apollo/gateway';
import { executeQueryPlan } from '@apollo/gateway/dist/executeQueryPlan.js';
import type { QueryPlan } from '@apollo/query-planner';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { CallContext } from '../../platform/service/graphql-service.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import type { ErrorMask, ForeignError } from './mask-errors.js';
import type { PreparedOperation } from './prepared-operation.js';
import type { ShapedResponse } from './shape-response.js';

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
  /** The client's schema as createRawSchema makes it. */
  rawSchema: ApiSchema;
  mask: ErrorMask;
  logger: Logger;
}

export function createPlanExecutor(options: PlanExecutorOptions): PlanExecutor {
  const { supergraphSchema, rawSchema, mask, logger } = options;

  return async (plan, prepared, variables, context, services = options.services) => {
    // All that the executor reads of a request; the rest of Apollo's type belongs to Apollo Server.
    const request = { request: { variables }, context, metrics: {}, logger };
    try {
      const { data, errors = [] } = plan.node
        ? await executeQueryPlan(
            plan,
            services,
            request as unknown as ExecutorRequest,
            prepared.raw,
            supergraphSchema,
            rawSchema,
          )
        : {};
      return clientResult(prepared.shape(data ?? {}, variables), errors, mask);
    } catch (err) {
      logger.error({ err, requestId: context.requestId }, 'a plan could not be executed');
      return { errors: [mask({ message: 'The operation cannot be executed.' })], data: null };
    }
  };
}

/**
 * Where a subgraph said what failed, that is told, and not each null that follows from it. Values that do not fit their
 * type (an enum value the client's schema does not have) are a remark in the extensions.
 */
function clientResult(
  { data, errors: own, unfit, refused }: ShapedResponse,
  foreign: readonly ForeignError[],
  mask: ErrorMask,
): ExecutionResult {
  const errors = [...refused, ...(foreign.length > 0 ? foreign : own)];
  const remarks = foreign.length > 0 ? [] : unfit.map((error) => mask(error).toJSON());
  return {
    ...(errors.length > 0 && { errors: errors.map(mask) }),
    data,
    ...(remarks.length > 0 && { extensions: { valueCompletion: remarks } }),
  };
}
