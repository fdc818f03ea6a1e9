import {
  ApolloServer,
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
  HeaderMap,
  type HTTPGraphQLRequest,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { toGraphQLError } from '../../platform/errors/graphql-error.js';
import type { CallContext } from '../../platform/service/graphql-service.js';
import type { Logger } from '../../platform/telemetry/logger.js';
import { limitCodes } from '../access/limits/limit-exceeded-error.js';
import type { SupergraphSource } from '../supergraph/supergraph-source.js';
import { answerOutages } from './answer-outages.js';
import type { SentRequest } from './graphql-params.js';

/** What travels through Apollo Server beside the request. */
export interface ApolloContext {
  call: CallContext;
  /** Set on the way back: the document or its variables were refused, nothing ran; they asked for more than one may. */
  outcome: { refused: boolean; beyondLimits: boolean };
}

type Gateway = ApolloServerOptionsWithGateway<ApolloContext>['gateway'];

/**
 * Apollo Server speaks HTTP (content negotiation, CSRF prevention); our supergraph parses,
 * validates, plans and executes. Apollo's own validation is off, so that each text is validated once.
 */
export function createApolloServer(source: SupergraphSource, logger: Logger): ApolloServer<ApolloContext> {
  return new ApolloServer<ApolloContext>({
    gateway: gatewayOf(source),
    logger,
    introspection: true,
    dangerouslyDisableValidation: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    // Resolved at the door, for every door alike (persisted-operations.ts).
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => {
      if (!(error instanceof Error) || formatted.extensions?.code !== 'INTERNAL_SERVER_ERROR') return formatted;
      const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
      return toGraphQLError(original, (err) => logger.error({ err }, 'a request failed inside')).toJSON();
    },
    plugins: [
      refusals,
      answerOutages,
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}

/** Apollo's form of a Fastify request. @param sent what it asks, with a persisted document put in its place */
export function httpRequestOf({ method, headers }: FastifyRequest, sent: SentRequest): HTTPGraphQLRequest {
  const map = new HeaderMap();
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return { method, headers: map, ...sent };
}

/** Codes of requests that are at fault themselves, not their document. */
const badRequests = new Set<unknown>(['BAD_REQUEST', ...limitCodes]);

const refusals: ApolloServerPlugin<ApolloContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response, errors, contextValue }) {
        contextValue.outcome.beyondLimits = errors?.some(({ extensions }) => limitCodes.has(extensions.code)) ?? false;
        if (response.http.status !== 400 || !errors || response.body.kind !== 'single') return;
        contextValue.outcome.refused = !errors.some(({ extensions }) => badRequests.has(extensions.code));
      },
    };
  },
};

function gatewayOf(source: SupergraphSource): Gateway {
  const stops = new Set<() => void>();
  return {
    async load() {
      return {
        executor: ({ source: query, request, context }) =>
          source.execute(
            {
              query,
              operationName: request.operationName,
              variables: request.variables,
              extensions: request.extensions,
            },
            (context as ApolloContext).call,
          ),
      };
    },
    onSchemaLoadOrUpdate(callback) {
      const tell = ({ apiSchema, sdl }: SupergraphSource['current']) => callback({ apiSchema, coreSupergraphSdl: sdl });
      tell(source.current);
      const stop = source.onReload(tell);
      stops.add(stop);
      return stop;
    },
    async stop() {
      for (const stop of stops) stop();
    },
  };
}
