import type { z } from 'zod';
import { HubError } from '../../../platform/errors/hub-error.js';
import type { Caller } from '../../../platform/service/caller.js';
import type { IntegrationsServices } from '../services.js';
import { lastAnswer } from './answer-store.js';
import { type Answered, type Asked, answerTo, type PutQuestion, putQuestion } from './ask-vendor.js';
import { VendorUnavailableError } from './vendor-unavailable-error.js';

/** What an edge of the graph that leads to a vendor says; in the graph it is a type that extends `ExternalEdge`. */
export interface EdgeAnswer<Facts> {
  /** When the vendor said so; `null` when it never did. */
  asOf: Date | null;
  source: 'LIVE' | 'CACHE' | null;
  /** Why the vendor could not be asked now. With it, `facts` are what it said before, however long ago; or `null`. */
  error: { code: string; message: string } | null;
  facts: Facts | null;
}

export interface EdgeQuestion<Facts> extends Asked {
  /** What the hub makes of the answer. */
  facts: z.ZodType<Facts>;
  /** How long the edge waits for the vendor, in milliseconds. Default: 2,000. */
  deadlineMs?: number;
}

const usualDeadlineMs = 2_000;

/**
 * Asks a vendor for one edge of the graph. Never fails for what the vendor or the way to it does: then the edge says so, with
 * the last answer where there is one. A question that takes longer than the deadline goes on, for whoever asks next.
 * A field that calls this belongs among `waitingFields` (unheld-service.ts).
 */
export async function externalEdge<Facts>(
  { services, caller, requestId }: { services: IntegrationsServices; caller: Caller; requestId: string },
  { facts: schema, deadlineMs = usualDeadlineMs, ...asked }: EdgeQuestion<Facts>,
): Promise<EdgeAnswer<Facts>> {
  const said = (answer: Answered, error: EdgeAnswer<Facts>['error']) => {
    const { checkedAt: asOf, source } = answer;
    return { asOf, source, error, facts: schema.parse(answer.facts) };
  };
  let put: PutQuestion | undefined;
  try {
    put = await putQuestion(services, caller, asked);
    return said(await within(deadlineMs, put, answerTo(services, { caller, requestId }, put)), null);
  } catch (reason) {
    if (!(reason instanceof HubError)) throw reason;
    const error = { code: reason.code, message: reason.message };
    const last = put && (await lastAnswer(services, put.question));
    return last ? said({ ...last, source: 'CACHE' }, error) : { asOf: null, source: null, error, facts: null };
  }
}

/** @throws VendorUnavailableError when it takes longer */
async function within<T>(
  deadlineMs: number,
  { connector: { key, title } }: PutQuestion,
  answer: Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const details = { connector: key, vendorCode: 'TIMEOUT' };
      reject(new VendorUnavailableError(`${title} did not answer within ${deadlineMs} ms.`, { details }));
    }, deadlineMs);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
