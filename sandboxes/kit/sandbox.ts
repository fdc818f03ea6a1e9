import type { z } from 'zod';
import { FaultQueue, type ScriptedFault, type ScriptedFaultInput } from './faults.js';
import { type RecordedRequest, type RequestFilter, RequestLog } from './request-log.js';
import { buildServer } from './server.js';
import type { Vendor } from './vendor.js';
import type { WebhookReceipt } from './webhook.js';

/** What `/__control` does, as methods for code in the same process. */
export interface SandboxControls<State, Settings extends z.ZodType, Event extends z.ZodType, Receipt = WebhookReceipt> {
  readonly faults: {
    /** @throws ZodError when the script is not one */
    add(script: ScriptedFaultInput): ScriptedFault;
    list(): ScriptedFault[];
    clear(): void;
  };
  /** The last 10,000 requests, oldest first. */
  requests(filter?: RequestFilter): RecordedRequest[];
  clearRequests(): void;
  /**
   * The first recorded request that fits, or the next one to do so: looked at once its body is read, and again once
   * its status is known. Rejects after `timeoutMs` (30,000 when left out).
   */
  waitForRequest(predicate: (request: RecordedRequest) => boolean, timeoutMs?: number): Promise<RecordedRequest>;
  state(): State;
  settings(): z.output<Settings>;
  /** Turns the given switches and returns them all. @throws ZodError */
  configure(changes: z.input<Settings>): z.output<Settings>;
  /** Makes the vendor send its webhooks and waits for the receiver's answers. @throws ZodError, Refusal */
  sendEvent(event: z.input<Event>): Promise<Receipt>;
  /** Faults, recorded requests, the vendor's state and settings: everything back to the initial state. */
  reset(): void;
}

/** Where to listen: port 0 (the default) is any free one, the host defaults to 127.0.0.1. */
export interface StartOptions {
  port?: number;
  host?: string;
}

/** A sandbox that listens. */
export interface StartedSandbox<State, Settings extends z.ZodType, Event extends z.ZodType, Receipt = WebhookReceipt>
  extends SandboxControls<State, Settings, Event, Receipt> {
  readonly url: string;
  readonly port: number;
  /** Ends the connections that wait for a next request, and no others. */
  closeIdleConnections(): void;
  /** Ends every connection at once, unanswered ones too. The state stays, so that an outage can be staged. */
  close(): Promise<void>;
}

/** A stand-in server of one vendor. */
export interface Sandbox<State, Settings extends z.ZodType, Event extends z.ZodType, Receipt = WebhookReceipt>
  extends SandboxControls<State, Settings, Event, Receipt> {
  readonly name: string;
  start(options?: StartOptions): Promise<StartedSandbox<State, Settings, Event, Receipt>>;
}

/** Makes a vendor's sandbox; nothing listens before `start`. */
export function createSandbox<State, Settings extends z.ZodType, Event extends z.ZodType, Receipt = WebhookReceipt>(
  vendor: Vendor<State, Settings, Event, Receipt>,
): Sandbox<State, Settings, Event, Receipt> {
  const log = new RequestLog();
  const faults = new FaultQueue();
  const controls = {
    faults,
    requests: (filter?: RequestFilter) => log.list(filter),
    clearRequests: () => log.clear(),
    waitForRequest: (predicate: (request: RecordedRequest) => boolean, timeoutMs?: number) =>
      log.waitFor(predicate, timeoutMs),
    state: () => vendor.state(),
    settings: () => vendor.settings.read(),
    configure: (changes: unknown) => {
      vendor.settings.change(vendor.settings.schema.parse(changes));
      return vendor.settings.read();
    },
    sendEvent: async (event: unknown) => vendor.events.send(vendor.events.schema.parse(event)),
    reset: () => {
      log.clear();
      faults.clear();
      vendor.reset();
    },
  };
  return {
    ...controls,
    name: vendor.name,
    start: async ({ port = 0, host = '127.0.0.1' } = {}) => {
      const app = buildServer({ vendor, log, faults, door: controls });
      await app.listen({ port, host });
      const address = app.server.address();
      const bound = typeof address === 'object' && address ? address.port : port;
      return {
        ...controls,
        url: `http://${reachable(host)}:${bound}`,
        port: bound,
        closeIdleConnections: () => app.server.closeIdleConnections(),
        close: () => app.close(),
      };
    },
  };
}

/** A host that a client can dial, for one that only a server can bind. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
