import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ScriptedFault } from './faults.js';
import { Refusal } from './refusal.js';
import type { RecordedRequest, RequestFilter } from './request-log.js';

/** The sandbox's methods as seen from outside the process: they check what they are given. */
export interface ControlDoor {
  readonly faults: { add(script: unknown): ScriptedFault; list(): ScriptedFault[]; clear(): void };
  requests(filter: RequestFilter): RecordedRequest[];
  clearRequests(): void;
  settings(): unknown;
  configure(changes: unknown): unknown;
  state(): unknown;
  sendEvent(event: unknown): Promise<unknown>;
  reset(): void;
}

const requestFilterSchema = z.strictObject({ method: z.string().optional(), path: z.string().optional() });

/** `/__control`: the sandbox's methods over HTTP, for whoever runs in another process. See sandboxes/README.md. */
export function registerControl(app: FastifyInstance, door: ControlDoor): void {
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof z.ZodError) return reply.code(400).send({ error: z.prettifyError(error) });
    if (error instanceof Refusal) return reply.code(error.status).send({ error: error.message });
    throw error;
  });

  app.get('/faults', () => door.faults.list());
  app.post('/faults', (request, reply) => reply.code(201).send(door.faults.add(request.body)));
  app.delete('/faults', (_request, reply) => {
    door.faults.clear();
    return reply.code(204).send();
  });

  app.get('/requests', (request) => door.requests(requestFilterSchema.parse(request.query)));
  app.delete('/requests', (_request, reply) => {
    door.clearRequests();
    return reply.code(204).send();
  });

  app.get('/settings', () => door.settings());
  app.put('/settings', (request) => door.configure(request.body));
  app.get('/state', () => door.state());
  app.post('/events', (request) => door.sendEvent(request.body));
  app.post('/reset', (_request, reply) => {
    door.reset();
    return reply.code(204).send();
  });
}
