import { STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Fault } from './faults.js';
import { Refusal } from './refusal.js';
import type { AnyVendor } from './vendor.js';

/** What a fault needs of the server it happens on. */
export interface FaultSurroundings {
  /** Aborted when the server closes, so that no wait outlives it. */
  readonly closing: AbortSignal;
  readonly vendor: Pick<AnyVendor, 'errorBody' | 'expireTokens'>;
}

const garbage = '<!doctype html><title>Welcome</title><p>This is not the answer you are looking for.';

/** Does what happens before the vendor processes the request. Once it returns the reply, the request is over. */
export async function applyBefore(
  fault: Fault,
  reply: FastifyReply,
  { closing, vendor }: FaultSurroundings,
): Promise<FastifyReply | undefined> {
  switch (fault.kind) {
    case 'status': {
      const reason = STATUS_CODES[fault.status] ?? 'Scripted fault';
      if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter));
      const body = fault.body ?? vendor.errorBody(new Refusal(fault.status, reason), reply.request.id);
      return reply.code(fault.status).headers(fault.headers).send(body);
    }
    case 'reset':
      reply.hijack();
      reply.raw.socket?.resetAndDestroy();
      return reply;
    case 'hang':
      return reply.hijack();
    case 'slow':
      if (!fault.processed) await pause(fault.delayMs, closing);
      return undefined;
    case 'garbage':
      return fault.processed ? undefined : reply.code(200).type('text/html').send(garbage);
    case 'expire-tokens':
      vendor.expireTokens();
      return undefined;
    case 'lost-answer':
    case 'hang-after-commit':
    case 'slow-body':
    case 'truncated':
      return undefined;
  }
}

/**
 * Does what happens to the answer once the request was processed, and gives the payload to send. `noAnswer` in its
 * place means that the server must not go on answering.
 */
export async function applyAfter(
  fault: Fault,
  reply: FastifyReply,
  payload: unknown,
  { closing }: FaultSurroundings,
): Promise<unknown> {
  switch (fault.kind) {
    case 'lost-answer':
      reply.raw.socket?.destroy();
      return noAnswer;
    case 'hang-after-commit':
      return noAnswer;
    case 'slow':
      if (fault.processed) await pause(fault.delayMs, closing);
      return payload;
    case 'slow-body': {
      const bytes = bytesOf(payload);
      reply.header('content-length', bytes.length);
      return Readable.from(drip(bytes, fault.chunkBytes, fault.intervalMs, closing));
    }
    case 'truncated': {
      const bytes = bytesOf(payload);
      reply.header('content-length', bytes.length).header('connection', 'close');
      return Readable.from([bytes.subarray(0, bytes.length / 2)]);
    }
    case 'garbage':
      if (!fault.processed) return payload;
      reply.code(200).type('text/html');
      return garbage;
    case 'status':
    case 'reset':
    case 'hang':
    case 'expire-tokens':
      return payload;
  }
}

/** Says that no answer follows. */
export const noAnswer = Symbol('no answer');

async function* drip(bytes: Buffer, chunkBytes: number, intervalMs: number, closing: AbortSignal) {
  for (let start = 0; start < bytes.length && !closing.aborted; start += chunkBytes) {
    yield bytes.subarray(start, start + chunkBytes);
    await pause(intervalMs, closing);
  }
}

function bytesOf(payload: unknown): Buffer {
  if (Buffer.isBuffer(payload)) return payload;
  return Buffer.from(typeof payload === 'string' ? payload : '');
}

/** Waits, but no longer than the server lives. */
async function pause(ms: number, closing: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: closing }).catch(() => undefined);
}
