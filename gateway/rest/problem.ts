import type { GraphQLFormattedError } from 'graphql';
import { HubError } from '../../platform/errors/hub-error.js';

/** An error as the REST doors answer it (RFC 9457, application/problem+json). */
export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  /** Stable; the same codes as the graph's. */
  code: string;
  detail: string;
  requestId: string;
  [detail: string]: unknown;
}

/** What each code of the graph is as an HTTP status; every other code is a 500. */
const statusOf: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  WEBHOOK_REFUSED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  INVALID_INPUT: 422,
  MALFORMED_REQUEST: 400,
  BAD_USER_INPUT: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  VENDOR_ERROR: 502,
  SUBGRAPH_UNAVAILABLE: 503,
  SUBGRAPH_TIMEOUT: 504,
  UNAVAILABLE: 503,
};

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  422: 'Not valid',
  502: 'The vendor failed',
  503: 'Not available',
  504: 'Too slow',
};

/** A GraphQL error as a problem. */
export function problemOf(error: GraphQLFormattedError, requestId: string): Problem {
  const { code = 'INTERNAL_ERROR', ...details } = (error.extensions ?? {}) as { code?: string };
  return problem(statusOf[code] ?? 500, code, error.message, requestId, details);
}

/** Whatever was thrown on a REST route as a problem; nothing of an unexpected error is shown. */
export function problemOfThrown(error: unknown, requestId: string): Problem {
  if (error instanceof HubError) return problem(error.httpStatus, error.code, error.message, requestId, error.details);
  if (
    error instanceof Error &&
    'statusCode' in error &&
    typeof error.statusCode === 'number' &&
    error.statusCode < 500
  ) {
    const code = error.statusCode === 413 ? 'PAYLOAD_TOO_LARGE' : 'MALFORMED_REQUEST';
    return problem(error.statusCode, code, error.message, requestId);
  }
  return problem(500, 'INTERNAL_ERROR', 'Something went wrong on our side.', requestId);
}

function problem(status: number, code: string, detail: string, requestId: string, details: object = {}): Problem {
  return {
    ...details,
    type: 'about:blank',
    title: titles[status] ?? 'Internal error',
    status,
    code,
    detail,
    requestId,
  };
}
