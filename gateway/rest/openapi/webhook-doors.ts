import { webhookDoors } from '../webhook-routes.js';
import type { JsonSchema } from './json-schema.js';
import { problemsOf } from './problem-responses.js';

/** The doors for vendors, which are no operations of the public graph, as paths of the description. */
export function describeWebhookDoors(): Record<string, JsonSchema> {
  return Object.fromEntries(
    webhookDoors.flatMap(({ connector, path }) => [
      [path, { post: door(connector, false) }],
      [`${path}/{connectionId}`, { post: door(connector, true) }],
    ]),
  );
}

function door(connector: string, named: boolean): JsonSchema {
  const connectionId = { name: 'connectionId', in: 'path', required: true, schema: { type: 'string' } };
  const topic = {
    name: 'topic',
    in: 'query',
    required: false,
    description: 'What the body is about, for vendors whose bodies do not say.',
    schema: { type: 'string' },
  };
  const name = connector.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return {
    operationId: `receive${name}Webhook${named ? 'OfConnection' : ''}`,
    tags: ['Vendors’ webhooks'],
    summary: named ? `What ${connector} tells one of its connections.` : `What ${connector} tells us.`,
    description:
      'No key, but the vendor’s signature over the raw body, or its secret in a header; said twice, it is applied once.',
    security: [],
    parameters: [...(named ? [connectionId] : []), topic],
    requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
    responses: {
      202: {
        description: 'Taken in; what it says is applied by a job.',
        headers: { 'x-request-id': { $ref: '#/components/headers/RequestId' } },
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: {
                status: { const: 'accepted' },
                duplicate: { type: 'boolean', description: 'Whether it was taken in before.' },
              },
              required: ['status', 'duplicate'],
              additionalProperties: false,
            },
            example: { status: 'accepted', duplicate: false },
          },
        },
      },
      ...problemsOf([400, 401, 413, 422, 500, 503]),
    },
  };
}
