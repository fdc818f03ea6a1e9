import type { FastifyInstance } from 'fastify';
import { MalformedRequestError } from '../../platform/errors/errors.js';
import type { GraphQLService } from '../../platform/service/graphql-service.js';
import { receiveWebhooks } from '../../platform/service/scopes.js';
import { type Problem, problemMediaType, problemOf, problemOfThrown } from './problem.js';

const mebibyte = 1024 * 1024;

/**
 * The vendors whose webhooks are taken in, each at its address and at the same with `/{connectionId}`; `?topic=` says
 * what a body is about where the body does not. `maxBytes`: what a vendor may send at most; more is refused while it
 * streams in. Mautic puts many events with all fields of their contacts into one body, and forgets what is refused.
 */
export const webhookDoors = [
  { connector: 'symphonics', path: '/api/webhooks/symphonics', maxBytes: mebibyte },
  { connector: 'docuseal', path: '/api/integrations/docuseal/webhook', maxBytes: mebibyte },
  { connector: 'invoice-ninja', path: '/api/integrations/invoice-ninja/webhook', maxBytes: mebibyte },
  { connector: 'mautic', path: '/api/integrations/mautic/webhook', maxBytes: 10 * mebibyte },
] as const;

const receive = `mutation ReceiveWebhook(
  $connector: String!, $connectionId: ID, $rawBody: String!, $headers: JSON!, $topic: String
) {
  receiveWebhook(
    connector: $connector, connectionId: $connectionId, rawBody: $rawBody, headers: $headers, topic: $topic
  ) { duplicate }
}`;

/** The organization is only known once the signature is: until then, nobody's rows can be seen. */
const anonymous = {
  organizationId: '00000000-0000-0000-0000-000000000000',
  actor: { kind: 'system' as const, id: 'webhook-door', name: 'webhook door' },
  scopes: [receiveWebhooks],
};

/**
 * What makes Invoice Ninja delete its subscription, and 410 makes Mautic disable its hook
 * (invoiceninja/app/Jobs/Util/WebhookSingle.php, mautic/app/bundles/WebhookBundle/Model/WebhookModel.php): never said
 * at an address that is right.
 */
const endsSubscriptions = new Set([404, 405, 410]);

const harmless = (problem: Problem): Problem =>
  endsSubscriptions.has(problem.status) ? { ...problem, status: 400 } : problem;

interface Incoming {
  Params: { connectionId?: string };
  Querystring: { topic?: string | string[] };
  Body: Buffer | undefined;
}

/** The doors for vendors. The raw bytes go on as they came: their signature is checked before they are parsed. */
export function registerWebhookRoutes(app: FastifyInstance, { integrations }: { integrations: GraphQLService }): void {
  app.register(async (door) => {
    door.removeAllContentTypeParsers();
    door.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    for (const { connector, path, maxBytes } of webhookDoors) {
      for (const url of [path, `${path}/:connectionId`]) {
        door.route<Incoming>({
          method: ['POST', 'PUT'],
          url,
          bodyLimit: maxBytes,
          async handler({ params, query: { topic }, body, headers, id }, reply) {
            const given = Object.entries(headers);
            const variables = {
              connector,
              connectionId: params.connectionId ?? null,
              rawBody: (body ?? Buffer.alloc(0)).toString('base64'),
              headers: Object.fromEntries(given.filter(([, value]) => typeof value === 'string')),
              topic: typeof topic === 'string' ? topic : null,
            };
            const answer = await integrations.execute(
              { query: receive, variables },
              { caller: anonymous, requestId: id },
            );
            const [error] = answer.errors ?? [];
            if (!error) return reply.code(202).send({ status: 'accepted', ...(answer.data?.receiveWebhook as object) });
            const problem = harmless(problemOf(error.toJSON(), id));
            return reply.code(problem.status).type(problemMediaType).send(problem);
          },
        });
        door.route({
          method: ['GET', 'DELETE', 'PATCH', 'OPTIONS'],
          url,
          async handler({ id }, reply) {
            const refusal = new MalformedRequestError('Webhooks are posted here; there is nothing else to do.');
            return reply.code(400).type(problemMediaType).send(problemOfThrown(refusal, id));
          },
        });
      }
    }
  });
}
