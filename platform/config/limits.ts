import { z } from 'zod';

const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max).optional();

/** The variables that say how much one caller may ask of a gateway. Unset, the gateway's own limits hold. */
export const limitVariables = {
  RATE_LIMIT_PER_MINUTE: count(1, 100_000_000),
  RATE_LIMIT_ANONYMOUS_PER_MINUTE: count(1, 100_000_000),
  REFUSALS_PER_MINUTE: count(1, 100_000_000),
  MAX_BODY_BYTES: count(1_024, 64 * 1024 * 1024),
  MAX_MESSAGE_BYTES: count(1_024, 64 * 1024 * 1024),
  MAX_CONNECTIONS_PER_CALLER: count(1, 1_000_000),
  MAX_OPERATIONS_PER_SOCKET: count(1, 100_000),
  MAX_MESSAGES_PER_MINUTE: count(1, 100_000_000),
  GRAPHQL_MAX_TOKENS: count(10, 1_000_000),
  // The parser and what comes after it call themselves for each level.
  GRAPHQL_MAX_DEPTH: count(1, 200),
  GRAPHQL_MAX_DEFINITIONS: count(1, 10_000),
  GRAPHQL_MAX_FIELDS: count(1, 1_000_000),
  GRAPHQL_MAX_ROOT_FIELDS: count(1, 100_000),
  GRAPHQL_MAX_ALIASES: count(0, 100_000),
  GRAPHQL_MAX_DUPLICATES: count(0, 100_000),
  GRAPHQL_MAX_DIRECTIVES: count(0, 100_000),
  GRAPHQL_MAX_VARIABLE_VALUES: count(0, 10_000_000),
  GRAPHQL_MAX_VARIABLE_DEPTH: count(1, 200),
  GRAPHQL_MAX_VARIABLE_SIZE: count(0, 64 * 1024 * 1024),
  GRAPHQL_MAX_COST: count(1, 1_000_000_000),
  SUBGRAPH_DEADLINE_MS: count(10, 120_000),
  SUBGRAPH_CHANGE_DEADLINE_MS: count(10, 120_000),
  SUBGRAPH_MAX_CONCURRENT: count(1, 100_000),
  SUBGRAPH_MAX_WAITING: count(0, 1_000_000),
} as const;
