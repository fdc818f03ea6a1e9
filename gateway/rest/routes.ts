import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { NotFoundError } from '../../platform/errors/errors.js';
import {
  IntegrationHealthDocument,
  InterventionSyncStatusDocument,
  PublishInterventionDocument,
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
];
