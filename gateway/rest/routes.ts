import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { NotFoundError } from '../../platform/errors/errors.js';
import {
  CreateWebhookDocument,
  DeleteWebhookDocument,
  IntegrationHealthDocument,
  InterventionSyncStatusDocument,
  PublishInterventionDocument,
  TestWebhookDocument,
  UpdateWebhookDocument,
  WebhookLogsDocument,
  WebhooksDocument,
} from '../../schema/operations.js';

/** What a call of a route brought. */
export interface RestCall {
  /** Of the path. */
  parameters: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  /** The JSON object that was sent; empty when nothing was. What its fields must be, the graph says. */
  body: Readonly<Record<string, unknown>>;
}

/** One REST route: a method and a path in front of one operation of the graph, which also says who may. */
export interface Route<Data, Variables> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** In Fastify's notation. */
  path: string;
  summary: string;
  document: TypedDocumentNode<Data, Variables>;
  variables(call: RestCall): Variables;
  /** The status and body (none with a 204) of the answer. @throws NotFoundError when the graph said null */
  respond(data: Data): { status: number; body?: unknown };
}

function route<Data, Variables>(declared: Route<Data, Variables>): Route<unknown, unknown> {
  // Sound: a route only ever gets the data of its own document.
  return declared as unknown as Route<unknown, unknown>;
}

const idParameter = ({ parameters: { id = '' } }: RestCall) => ({ id });

/** The body as a mutation's input: whether it is one, the graph checks. */
const inputOf = <Input>({ body }: RestCall) => ({ input: body as Input });

/** Which page of a list: `?first=20&after=…`. */
const pageOf = ({ query: { first, after } }: RestCall) => ({
  first: first === undefined ? null : Number(first),
  after: after ?? null,
});

/** Every REST route that is an operation of the graph. */
export const routes: readonly Route<unknown, unknown>[] = [
  route({
    method: 'POST',
    path: '/api/interventions/:id/publish',
    summary: 'Sends a dossier to Symphonics; answers with the delivery, which the workers take up.',
    document: PublishInterventionDocument,
    variables: idParameter,
    respond: ({ publishIntervention }) => ({ status: 202, body: { delivery: publishIntervention } }),
  }),
  route({
    method: 'GET',
    path: '/api/interventions/:id/sync-status',
    summary: 'How far a dossier has come on its way to Symphonics, with every attempt.',
    document: InterventionSyncStatusDocument,
    variables: idParameter,
    respond({ intervention }) {
      if (!intervention) throw new NotFoundError('There is no such intervention.');
      const { syncStatus, ...about } = intervention;
      return { status: 200, body: { intervention: about, ...syncStatus } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/integrations/health',
    summary: 'What is stuck, where, and since when.',
    document: IntegrationHealthDocument,
    variables: () => ({}),
    respond: ({ integrationHealth }) => ({ status: 200, body: { integrations: integrationHealth } }),
  }),
  route({
    method: 'GET',
    path: '/api/v1/webhooks',
    summary: 'Who is told of sync events.',
    document: WebhooksDocument,
    variables: pageOf,
    respond: ({ webhooks: { nodes, ...page } }) => ({ status: 200, body: { webhooks: nodes, ...page } }),
  }),
  route({
    method: 'POST',
    path: '/api/v1/webhooks',
    summary: 'Has sync events sent to an address; answers with the signing secret, this once.',
    document: CreateWebhookDocument,
    variables: inputOf,
    respond: ({ createWebhook }) => ({ status: 201, body: createWebhook }),
  }),
  route({
    method: 'PUT',
    path: '/api/v1/webhooks/:id',
    summary: 'Changes what is given of a webhook.',
    document: UpdateWebhookDocument,
    variables: (call) => ({ ...idParameter(call), ...inputOf(call) }),
    respond: ({ updateWebhook }) => ({ status: 200, body: { webhook: updateWebhook } }),
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/webhooks/:id',
    summary: 'Deletes a webhook with its messages and logs.',
    document: DeleteWebhookDocument,
    variables: idParameter,
    respond: () => ({ status: 204 }),
  }),
  route({
    method: 'POST',
    path: '/api/v1/webhooks/:id/test',
    summary: 'Sends the event webhook.test at once.',
    document: TestWebhookDocument,
    variables: idParameter,
    respond: ({ testWebhook }) => ({ status: 202, body: { message: testWebhook } }),
  }),
  route({
    method: 'GET',
    path: '/api/v1/webhooks/:id/logs',
    summary: 'Every request to a webhook and what came back, newest first.',
    document: WebhookLogsDocument,
    variables: (call) => ({ ...idParameter(call), ...pageOf(call) }),
    respond({ webhook }) {
      if (!webhook) throw new NotFoundError('There is no such webhook.');
      const { nodes, ...page } = webhook.logs;
      return { status: 200, body: { logs: nodes, ...page } };
    },
  }),
];
