import { readFileSync } from 'node:fs';
import type { RateLimits } from '../gateway/access/limits/limit-rate.js';
import type { OperationLimits } from '../gateway/access/limits/operation-limits.js';
import type { GatewayLimits } from '../gateway/server/gateway-server.js';
import { parseManifest } from '../gateway/server/persisted-manifest.js';
import type { PersistedOptions } from '../gateway/server/persisted-operations.js';
import type { SupergraphOptions } from '../gateway/supergraph/supergraph.js';
import { type Config, ConfigError } from '../platform/config/config.js';
import { waitingFields } from '../subgraphs/integrations/lookups/unheld-service.js';

/** What the environment says of how much one operation may be, and of the subgraphs' answers. */
export const supergraphLimitsOf = (config: Config): Partial<SupergraphOptions> => ({
  limits: given<OperationLimits>({
    maxTokens: config.GRAPHQL_MAX_TOKENS,
    maxDepth: config.GRAPHQL_MAX_DEPTH,
    maxDefinitions: config.GRAPHQL_MAX_DEFINITIONS,
    maxFields: config.GRAPHQL_MAX_FIELDS,
    maxRootFields: config.GRAPHQL_MAX_ROOT_FIELDS,
    maxAliases: config.GRAPHQL_MAX_ALIASES,
    maxDuplicates: config.GRAPHQL_MAX_DUPLICATES,
    maxDirectives: config.GRAPHQL_MAX_DIRECTIVES,
    maxVariableValues: config.GRAPHQL_MAX_VARIABLE_VALUES,
    maxVariableDepth: config.GRAPHQL_MAX_VARIABLE_DEPTH,
    maxVariableSize: config.GRAPHQL_MAX_VARIABLE_SIZE,
    maxCost: config.GRAPHQL_MAX_COST,
  }),
  subgraphDeadlineMs: config.SUBGRAPH_DEADLINE_MS,
  changeDeadlineMs: config.SUBGRAPH_CHANGE_DEADLINE_MS,
  slowFields: waitingFields,
  slots: { maxConcurrent: config.SUBGRAPH_MAX_CONCURRENT, maxWaiting: config.SUBGRAPH_MAX_WAITING },
});

/** What the environment says of a gateway's doors. */
export const doorLimitsOf = (config: Config): GatewayLimits =>
  given<GatewayLimits>({
    maxBodyBytes: config.MAX_BODY_BYTES,
    maxMessageBytes: config.MAX_MESSAGE_BYTES,
    maxConnections: config.MAX_CONNECTIONS_PER_CALLER,
    maxOperations: config.MAX_OPERATIONS_PER_SOCKET,
    maxMessagesPerMinute: config.MAX_MESSAGES_PER_MINUTE,
  });

/** What the environment says of how often somebody may call. */
export const rateLimitsOf = (config: Config): Partial<RateLimits> =>
  given<RateLimits>({
    perMinute: config.RATE_LIMIT_PER_MINUTE,
    anonymousPerMinute: config.RATE_LIMIT_ANONYMOUS_PER_MINUTE,
  });

/** @throws ConfigError when only the manifest is to be answered and there is none */
export function persistedOf({ PERSISTED_OPERATIONS_FILE: file, PERSISTED_ONLY: only }: Config): PersistedOptions {
  if (only && !file) throw new ConfigError('PERSISTED_ONLY needs PERSISTED_OPERATIONS_FILE.');
  return { only, manifest: file ? parseManifest(readFileSync(file, 'utf8')) : undefined };
}

/** What is set; the rest is left to the defaults of whoever takes it. */
function given<Limits extends object>(values: { [Name in keyof Limits]?: Limits[Name] | undefined }): Partial<Limits> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Limits>;
}
