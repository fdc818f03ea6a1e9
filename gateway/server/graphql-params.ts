import { MalformedRequestError } from '../../platform/errors/errors.js';
import type { GraphQLRequest } from '../../platform/service/graphql-service.js';

/** Reads a GraphQL request from a JSON body. Throws MALFORMED_REQUEST. */
export function requestFromBody(body: unknown): GraphQLRequest {
  if (!isRecord(body)) throw new MalformedRequestError('The body must be a JSON object with a `query`.');
  return checked(body.query, body.operationName, body.variables);
}

/** Reads a GraphQL request from a query string. Throws MALFORMED_REQUEST. */
export function requestFromSearch(search: string): GraphQLRequest {
  const params = new URLSearchParams(search);
  const variables = params.get('variables');
  return checked(params.get('query'), params.get('operationName'), variables && parseVariables(variables));
}

function checked(query: unknown, operationName: unknown, variables: unknown): GraphQLRequest {
  if (typeof query !== 'string' || query === '') throw new MalformedRequestError('`query` must be a text.');
  if (typeof operationName !== 'string' && operationName !== undefined && operationName !== null)
    throw new MalformedRequestError('`operationName` must be a text.');
  if (!isRecord(variables) && variables !== undefined && variables !== null)
    throw new MalformedRequestError('`variables` must be an object.');
  return { query, operationName: operationName ?? undefined, variables: variables ?? undefined };
}

function parseVariables(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedRequestError('`variables` must be JSON.', { cause });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
