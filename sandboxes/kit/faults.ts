import { z } from 'zod';
import { matchesPath } from './path-glob.js';

const delay = z.int().nonnegative().max(600_000);

/** What can go wrong with one request. Strict, so that a misspelt option is told and not ignored. */
const faultSchema = z.discriminatedUnion('kind', [
  /** Answers this status without processing; the body defaults to the vendor's error format. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(200).max(599),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).default({}),
    /** Seconds, sent as `Retry-After`. */
    retryAfter: z.int().nonnegative().optional(),
  }),
  /** Resets the connection (RST) without processing. */
  z.strictObject({ kind: z.literal('reset') }),
  /** Never answers and does not process. */
  z.strictObject({ kind: z.literal('hang') }),
  /** Processes, then closes the connection without an answer. */
  z.strictObject({ kind: z.literal('lost-answer') }),
  /** Processes, then never answers. */
  z.strictObject({ kind: z.literal('hang-after-commit') }),
  /** Answers late; `processed` says whether the work is done before the wait or after it. */
  z.strictObject({ kind: z.literal('slow'), delayMs: delay, processed: z.boolean().default(true) }),
  /** Processes, sends the headers at once and the body in drips. */
  z.strictObject({
    kind: z.literal('slow-body'),
    chunkBytes: z.int().positive().default(8),
    intervalMs: delay.default(100),
  }),
  /** Processes, announces the whole body, sends half of it and ends the connection. */
  z.strictObject({ kind: z.literal('truncated') }),
  /** Answers 200 with HTML; `processed` says whether the work was done all the same. */
  z.strictObject({ kind: z.literal('garbage'), processed: z.boolean().default(false) }),
  /** Every token issued so far is invalid from now on; the request is then processed like the others. */
  z.strictObject({ kind: z.literal('expire-tokens') }),
]);

const scriptedFaultSchema = z.strictObject({
  match: z
    .strictObject({
      method: z
        .string()
        .transform((method) => method.toUpperCase())
        .optional(),
      /** A glob, see matchesPath. */
      path: z.string().startsWith('/').default('/**'),
    })
    .default({ path: '/**' }),
  fault: faultSchema,
  /** How many requests meet it. */
  times: z.int().positive().default(1),
});

export type Fault = z.output<typeof faultSchema>;
export type FaultKind = Fault['kind'];
export type ScriptedFaultInput = z.input<typeof scriptedFaultSchema>;
export type ScriptedFault = z.output<typeof scriptedFaultSchema>;

/** Scripted faults in the order they were added; each request meets the first one that fits it, or none. */
export class FaultQueue {
  private waiting: ScriptedFault[] = [];

  /** @throws ZodError when the script is not one */
  add(script: unknown): ScriptedFault {
    const scripted = scriptedFaultSchema.parse(script);
    this.waiting.push(scripted);
    return { ...scripted };
  }

  /** What is still waiting, with the times that are left. */
  list(): ScriptedFault[] {
    return this.waiting.map((scripted) => ({ ...scripted }));
  }

  clear(): void {
    this.waiting = [];
  }

  /** The fault this request meets, taken off the queue. */
  take(method: string, path: string): Fault | undefined {
    const next = this.waiting.find(
      ({ match }) => (match.method === undefined || match.method === method) && matchesPath(match.path, path),
    );
    if (!next) return undefined;
    next.times -= 1;
    if (next.times === 0) this.waiting = this.waiting.filter((scripted) => scripted !== next);
    return next.fault;
  }
}
