import type { GraphQLFormattedError } from 'graphql';
import { HubError } from '../../platform/errors/hub-error.js';
import { problemTypeOf, problemTypeUri } from './problem-types.js';

/** An error as the REST doors answer it (RFC 9457, application/problem+json). */
export interface Problem {
  /** Where its kind is described. */
  type: string;
  title: string;
  status: number;
  /** Stable; the same codes as the graph's. */
  code: string;
  detail: string;
  requestId: string;
  [detail: string]: unknown;
}

export const problemMediaType = 'application/problem+json';

/** A GraphQL error as a problem. */
export function problemOf(error: GraphQLFormattedError, requestId: string): Problem {
  const { code = 'INTERNAL_ERROR', ...details } = (error.extensions ?? {}) as { code?: string };
  return problem(problemTypeOf(code).status, code, error.message, requestId, details);
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
    return problem(error.statusCode, codesOfFastify[error.statusCode] ?? 'MALFORMED_REQUEST', error.message, requestId);
  }
  return problem(500, 'INTERNAL_ERROR', 'Something went wrong on our side.', requestId);
}

/** What Fastify refuses by itself. */
const codesOfFastify: Readonly<Record<number, string>> = { 413: 'PAYLOAD_TOO_LARGE', 415: 'UNSUPPORTED_MEDIA_TYPE' };

function problem(status: number, code: string, detail: string, requestId: string, details: object = {}): Problem {
  return { ...details, type: problemTypeUri(code), title: problemTypeOf(code).title, status, code, detail, requestId };
}
