import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { Refusal } from './refusal.js';
import type { WebhookReceipt } from './webhook.js';

/**
 * What makes one vendor's sandbox: everything that is in its document, and none of what the kit does for all.
 * `Receipt` is what sending an event returns.
 */
export interface Vendor<State, Settings extends z.ZodType, Event extends z.ZodType, Receipt = WebhookReceipt> {
  readonly name: string;
  /** The clock, in milliseconds; the machine's own when left out. */
  readonly now?: () => number;
  /**
   * Registers the vendor's routes. Hooks that refuse (rights, rate) belong in `preHandler`: scripted faults come just
   * before it. Routes and hooks refuse by throwing a Refusal.
   */
  routes(app: FastifyInstance): void;
  /** A refusal in the vendor's error format. */
  errorBody(refusal: Refusal, requestId: string): unknown;
  /** Makes every token issued so far invalid. */
  expireTokens(): void;
  /** What the vendor holds, as plain data for tests to look at. */
  state(): State;
  /** Back to the initial state. */
  reset(): void;
  /** Switches that can be turned while the sandbox runs; the ones not given stay as they are. */
  readonly settings: {
    readonly schema: Settings;
    read(): z.output<Settings>;
    change(changes: z.output<Settings>): void;
  };
  /** The webhooks the vendor can be told to send. */
  readonly events: {
    readonly schema: Event;
    send(event: z.output<Event>): Promise<Receipt>;
  };
}

/** The part of a vendor that the server needs, whatever its state, settings and events are. */
export type AnyVendor = Pick<
  Vendor<unknown, z.ZodType, z.ZodType>,
  'name' | 'now' | 'routes' | 'errorBody' | 'expireTokens'
>;
