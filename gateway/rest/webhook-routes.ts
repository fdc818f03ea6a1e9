import type { FastifyInstance } from 'fastify';
import type { GraphQLService } from '../../platform/service/graphql-service.js';
import { receiveWebhooks } from '../../platform/service/scopes.js';
import { problemOf } from './problem.js';

/** What a vendor may send at most, in bytes; more is refused while it streams in. */
const maxBodyBytes = 1024 * 1024;

/** Whose webhooks are taken in. */
export const webhookConnectors = ['symphonics'] as const;

const receive = `mutation ReceiveWebhook($connector: String!, $connectionId: ID, $rawBody: String!, $headers: JSON!) {
  receiveWebhook(connector: $connector, connectionId: $connectionId, rawBody: $rawBody, headers: $headers) { duplicate }
}`;

/** The organization is only known once the signature is: until then, nobody's rows can be seen. */
const anonymous = {
  organizationId: '00000000-0000-0000-0000-000000000000',
  actor: { kind: 'system' as const, id: 'webhook-door', name: 'webhook door' },
  scopes: [receiveWebhooks],
};

/** The doors for vendors. The raw bytes go on as they came: their signature is checked before they are parsed. */
export function registerWebhookRoutes(app: FastifyInstance, { integrations }: { integrations: GraphQLService }): void {
  app.register(async (door) => {
    door.removeAllContentTypeParsers();
    door.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBodyBytes }, (_request, body, done) =>
      done(null, body),
    );
    for (const connector of webhookConnectors) {
      for (const path of [`/api/webhooks/${connector}`, `/api/webhooks/${connector}/:connectionId`]) {
        door.post<{ Params: { connectionId?: string }; Body: Buffer | undefined }>(path, async (request, reply) => {
          const headers = Object.fromEntries(
            Object.entries(request.headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
          );
          const variables = {
            connector,
            connectionId: request.params.connectionId ?? null,
            rawBody: (request.body ?? Buffer.alloc(0)).toString('base64'),
            headers,
          };
          const call = { caller: anonymous, requestId: request.id };
          const answer = await integrations.execute({ query: receive, variables }, call);
          const [error] = answer.errors ?? [];
          if (!error) return reply.code(202).send({ status: 'accepted', ...(answer.data?.receiveWebhook as object) });
          const problem = problemOf(error.toJSON(), request.id);
          return reply.code(problem.status).type('application/problem+json').send(problem);
        });
      }
    }
  });
}
