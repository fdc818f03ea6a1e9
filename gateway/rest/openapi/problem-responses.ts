import { problemMediaType } from '../problem.js';
import { type ProblemType, problemTypes, problemTypeUri } from '../problem-types.js';
import type { JsonSchema } from './json-schema.js';

/** The problem itself (RFC 9457); what else it holds depends on its code. */
export const problemSchema: JsonSchema = {
  type: 'object',
  description: 'An error (RFC 9457). `code` is stable; `type` can be read.',
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'Where its kind is described.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(problemTypes) },
    detail: { type: 'string' },
    requestId: { type: 'string', description: 'The header x-request-id: finds the call in the logs.' },
    violations: {
      type: 'array',
      description: 'Each field that breaks a rule, and the rule.',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, message: { type: 'string' } },
        required: ['field', 'message'],
      },
    },
    requiredScope: { type: 'string', description: 'The scope that is missing.' },
    currentVersion: { type: 'integer' },
    expectedVersion: { type: 'integer' },
    retryable: { type: 'boolean', description: 'Whether the same call may succeed later without a change.' },
  },
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
};

// No operation answers 405: it is what the methods without one get.
const byStatus = Map.groupBy(
  Object.entries(problemTypes).filter(([, { status }]) => status !== 405),
  ([, { status }]) => status,
);

/** The name of a status's response in the components. */
const nameOf = (status: number) => `Problem${status}`;

/** A response for each status of a problem, with an example of each of its codes. */
export function problemResponses(): Record<string, JsonSchema> {
  return Object.fromEntries(
    [...byStatus].map(([status, types]) => [
      nameOf(status),
      {
        description: types.map(([code, { description }]) => `\`${code}\`: ${description}`).join('\n\n'),
        headers: headersOf(status),
        content: {
          [problemMediaType]: {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(types.map(([code, type]) => [code, { value: example(code, type) }])),
          },
        },
      },
    ]),
  );
}

/** The responses of an operation that may answer with problems of these statuses. */
export const problemsOf = (statuses: readonly number[]): Record<string, JsonSchema> =>
  Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]));

const text = { schema: { type: 'string' } };

function headersOf(status: number): Record<string, JsonSchema> {
  const requestId = { 'x-request-id': { $ref: '#/components/headers/RequestId' } };
  if (status === 401) return { ...requestId, 'www-authenticate': text };
  if (status === 409 || status === 429 || status === 503) {
    return { ...requestId, 'retry-after': { description: 'Seconds to wait, when that is known.', ...text } };
  }
  return requestId;
}

function example(code: string, { status, title, description }: ProblemType): JsonSchema {
  return {
    type: problemTypeUri(code),
    title,
    status,
    code,
    detail: description,
    requestId: 'f1e0a8a0-5b1c-4f0e-9d53-0f6a4c7d2b11',
  };
}
