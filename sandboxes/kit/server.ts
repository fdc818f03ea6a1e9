import { randomBytes } from 'node:crypto';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { applyAfter, applyBefore, noAnswer } from './apply-fault.js';
import { type ControlDoor, registerControl } from './control-routes.js';
import type { Fault, FaultQueue } from './faults.js';
import { readBodies } from './read-body.js';
import { Refusal, refusalOf } from './refusal.js';
import type { RecordedRequest, RequestLog } from './request-log.js';
import type { AnyVendor } from './vendor.js';

/** What a server serves: the vendor's part, and the scripts and records of its sandbox. */
export interface Served {
  readonly vendor: AnyVendor;
  readonly log: RequestLog;
  readonly faults: FaultQueue;
  readonly door: ControlDoor;
}

/** A request and the fault it met. */
interface Exchange {
  readonly record: RecordedRequest;
  fault?: Fault | undefined;
}

/** Builds the server; it does not listen yet. Closing it ends every connection at once, unanswered ones too. */
export function buildServer({ vendor, log, faults, door }: Served): FastifyInstance {
  const app = fastify({
    bodyLimit: 10 * 1024 * 1024,
    forceCloseConnections: true,
    genReqId: () => `req_${randomBytes(6).toString('hex')}`,
  });
  const closing = new AbortController();
  app.addHook('preClose', async () => {
    // In this order, so that a wait which ends now is not answered after all.
    app.server.closeAllConnections();
    closing.abort();
  });
  const surroundings = { vendor, closing: closing.signal };

  app.register(async (control) => registerControl(control, door), { prefix: '/__control' });
  app.register(async (scope) => {
    const exchanges = new WeakMap<FastifyRequest, Exchange>();
    const exchangeOf = (request: FastifyRequest): Exchange => {
      const exchange = exchanges.get(request) ?? { record: recordOf(request, vendor.now?.() ?? Date.now()) };
      exchanges.set(request, exchange);
      return exchange;
    };

    scope.addHook('onRequest', async (request, reply) => {
      reply.header('x-request-id', request.id);
      const { record } = exchangeOf(request);
      // Covers what no later hook sees: a client that leaves before its body is whole.
      reply.raw.once('close', () => log.record(record));
    });
    readBodies(scope, (request, body, rawBytes) => {
      Object.assign(exchangeOf(request).record, { body, rawBytes });
    });
    scope.addHook('preHandler', async (request, reply) => {
      const exchange = exchangeOf(request);
      const { record } = exchange;
      exchange.fault = faults.take(record.method, record.path);
      record.fault = exchange.fault?.kind ?? null;
      log.record(record);
      if (exchange.fault) return applyBefore(exchange.fault, reply, surroundings);
    });
    scope.addHook('onSend', async (request, reply, payload) => {
      const { fault, record } = exchangeOf(request);
      const answer = fault ? await applyAfter(fault, reply, payload, surroundings) : payload;
      // Fastify answers when this hook is done, so a hook that is never done gives no answer.
      if (answer === noAnswer) return new Promise<never>(() => undefined);
      record.status = reply.statusCode;
      log.record(record);
      return answer;
    });

    const refuse = (refusal: Refusal, reply: FastifyReply) =>
      reply.code(refusal.status).headers(refusal.headers).send(vendor.errorBody(refusal, reply.request.id));
    scope.setErrorHandler((error, _request, reply) => refuse(refusalOf(error), reply));
    scope.setNotFoundHandler((_request, reply) =>
      refuse(new Refusal(404, 'The requested resource was not found'), reply),
    );
    vendor.routes(scope);
  });
  return app;
}

function recordOf(request: FastifyRequest, at: number): RecordedRequest {
  const { pathname, searchParams } = new URL(request.url, 'http://sandbox');
  return {
    at,
    method: request.method,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: request.headers,
    body: undefined,
    rawBytes: 0,
    status: null,
    requestId: request.id,
    fault: null,
  };
}
