import { MalformedRequestError } from '../../platform/errors/errors.js';
import type { GraphQLRequest } from '../../platform/service/graphql-service.js';
import type { PersistedOperations } from './persisted-operations.js';

/** A request as HTTP has it: a body (POST), or the query string with its question mark (GET). */
export interface SentRequest {
  body: unknown;
  search: string;
}

type Parameters = Record<string, unknown>;

/**
 * A request with the document itself in the place of a reference to it; whatever is wrong with it otherwise stays.
 * Throws what `PersistedOperations.textOf` throws.
 */
export function withDocument({ body, search }: SentRequest, persisted: PersistedOperations): SentRequest {
  if (search !== '') {
    const params = new URLSearchParams(search);
    const extensions = tryJson(params.get('extensions'));
    const query = persisted.textOf({
      query: params.get('query') ?? undefined,
      documentId: params.get('documentId'),
      extensions,
    });
    if (typeof query === 'string') params.set('query', query);
    if (isRecord(extensions)) params.set('extensions', JSON.stringify(withoutHash(extensions)));
    return { body, search: `?${params}` };
  }
  if (!isRecord(body)) return { body, search };
  const query = persisted.textOf(body);
  const extensions = isRecord(body.extensions) && { extensions: withoutHash(body.extensions) };
  return { body: { ...body, ...(query !== undefined && { query }), ...extensions }, search };
}

/** What a request asks, when that can be made out. */
export function readableRequest(sent: SentRequest): GraphQLRequest | undefined {
  try {
    return requestOf(sent);
  } catch (error) {
    if (error instanceof MalformedRequestError) return undefined;
    throw error;
  }
}

/** Reads a GraphQL request. Throws MALFORMED_REQUEST. */
export function requestOf({ body, search }: SentRequest): GraphQLRequest {
  if (search !== '') {
    const { query, operationName, variables, extensions } = Object.fromEntries(new URLSearchParams(search));
    return checked({
      query,
      operationName,
      variables: variables && parseJson('variables', variables),
      extensions: extensions && parseJson('extensions', extensions),
    });
  }
  if (!isRecord(body)) throw new MalformedRequestError('The body must be a JSON object with a `query`.');
  return checked(body);
}

/** Reads a GraphQL request from what a WebSocket message says of it. Throws MALFORMED_REQUEST. */
export const requestOfPayload = (payload: Parameters, persisted: PersistedOperations): GraphQLRequest =>
  checked({ ...payload, query: persisted.textOf(payload) });

function checked({ query, operationName, variables, extensions }: Parameters): GraphQLRequest {
  if (typeof query !== 'string' || query === '') throw new MalformedRequestError('`query` must be a text.');
  if (typeof operationName !== 'string' && operationName !== undefined && operationName !== null)
    throw new MalformedRequestError('`operationName` must be a text.');
  if (!isRecord(variables) && variables !== undefined && variables !== null && variables !== '')
    throw new MalformedRequestError('`variables` must be an object.');
  return {
    query,
    operationName: operationName ?? undefined,
    variables: variables || undefined,
    extensions: isRecord(extensions) ? extensions : undefined,
  };
}

function withoutHash({ persistedQuery: _, ...others }: Parameters): Parameters {
  return others;
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedRequestError(`\`${name}\` must be JSON.`, { cause });
  }
}

function tryJson(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    // Said again, and to the client, when the request is read.
    return undefined;
  }
}

function isRecord(value: unknown): value is Parameters {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
