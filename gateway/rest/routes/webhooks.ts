import { NotFoundError } from '../../../platform/errors/errors.js';
import {
  CreateWebhookDocument,
  DeleteWebhookDocument,
  RotateWebhookSecretDocument,
  TestWebhookDocument,
  UpdateWebhookDocument,
  WebhookDocument,
  WebhookLogsDocument,
  WebhooksDocument,
} from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';

const path = '/api/v1/webhooks';
const admin = { tag: 'Webhooks', scopes: ['webhooks:admin'] } as const;

/** Who is told of sync events. */
export const webhookRoutes: readonly Route[] = [
  route({
    ...admin,
    method: 'GET',
    path,
    summary: 'Lists who is told of sync events, oldest first.',
    audit: onlyReads,
    document: WebhooksDocument,
  }),
  route({
    ...admin,
    // What it carries is read with the rights of whoever makes it.
    scopes: ['webhooks:admin', 'integrations:read'],
    method: 'POST',
    path,
    summary: 'Has sync events sent to an address; answers with the signing secret, this once.',
    audit: 'webhook.created',
    document: CreateWebhookDocument,
    status: 201,
    place: path,
    example: { name: 'our CRM', url: 'https://crm.example/hooks', events: ['delivery.*'] },
    body: ({ createWebhook }) => createWebhook,
  }),
  route({
    ...admin,
    method: 'GET',
    path: `${path}/:id`,
    summary: 'Shows a webhook; its secret is never shown again.',
    audit: onlyReads,
    document: WebhookDocument,
  }),
  route({
    ...admin,
    method: 'PUT',
    path: `${path}/:id`,
    summary: 'Changes what is given of a webhook.',
    audit: 'webhook.updated',
    document: UpdateWebhookDocument,
    example: { name: 'our other CRM' },
  }),
  route({
    ...admin,
    method: 'DELETE',
    path: `${path}/:id`,
    summary: 'Deletes a webhook with its messages and logs.',
    audit: 'webhook.deleted',
    document: DeleteWebhookDocument,
    status: 204,
  }),
  route({
    ...admin,
    method: 'POST',
    path: `${path}/:id/rotate-secret`,
    summary: 'Gives a webhook a new secret; the one before signs too for 24 hours.',
    audit: 'webhook.secret-rotated',
    document: RotateWebhookSecretDocument,
    body: ({ rotateWebhookSecret }) => rotateWebhookSecret,
  }),
  route({
    ...admin,
    method: 'POST',
    path: `${path}/:id/test`,
    summary: 'Sends the event webhook.test at once.',
    audit: 'webhook.tested',
    document: TestWebhookDocument,
    status: 202,
  }),
  route({
    ...admin,
    method: 'GET',
    path: `${path}/:id/logs`,
    summary: 'Every request to a webhook and what came back, newest first.',
    audit: onlyReads,
    document: WebhookLogsDocument,
    body({ webhook }) {
      if (!webhook) throw new NotFoundError('There is no such webhook.');
      const { nodes, ...page } = webhook.logs;
      return { logs: nodes, ...page };
    },
  }),
];
