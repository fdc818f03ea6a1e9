import type { IncomingHttpHeaders } from 'node:http';
import type { FaultKind } from './faults.js';
import { matchesPath } from './path-glob.js';

/** A request as the sandbox saw it. */
export interface RecordedRequest {
  /** When its headers arrived, in milliseconds of the sandbox's clock. */
  readonly at: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** JSON as its value, anything else as text; undefined when there was none. */
  body: unknown;
  /** Length of the body as it came over the wire, before gzip was undone. */
  rawBytes: number;
  /** The status answered; null when no answer was given. */
  status: number | null;
  /** The id sent back in `X-Request-Id`. */
  readonly requestId: string;
  /** The scripted fault this request met. */
  fault: FaultKind | null;
}

/** Which recorded requests to return: all of them when empty. `path` is a glob (see matchesPath). */
export interface RequestFilter {
  method?: string | undefined;
  path?: string | undefined;
}

type Predicate = (request: RecordedRequest) => boolean;

/** The last requests, oldest first, and those who wait for one. */
export class RequestLog {
  private readonly capacity: number;
  private entries: RecordedRequest[] = [];
  private readonly seen = new WeakSet<RecordedRequest>();
  private readonly waiters = new Set<(request: RecordedRequest) => void>();

  constructor(capacity = 10_000) {
    this.capacity = capacity;
  }

  /** Keeps the request, or tells the waiters that a kept one now knows more (its status). */
  record(request: RecordedRequest): void {
    if (!this.seen.has(request)) {
      this.seen.add(request);
      this.entries.push(request);
      if (this.entries.length > this.capacity) this.entries.shift();
    }
    for (const waiter of this.waiters) waiter(request);
  }

  list({ method, path }: RequestFilter = {}): RecordedRequest[] {
    return this.entries.filter(
      (entry) =>
        (method === undefined || entry.method === method.toUpperCase()) &&
        (path === undefined || matchesPath(path, entry.path)),
    );
  }

  clear(): void {
    this.entries = [];
  }

  /** The first kept request that fits, or the next one to do so. Rejects after `timeoutMs`. */
  waitFor(predicate: Predicate, timeoutMs = 30_000): Promise<RecordedRequest> {
    const known = this.entries.find(predicate);
    if (known) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
        finish();
      };
      const waiter = (request: RecordedRequest) => {
        try {
          if (predicate(request)) settle(() => resolve(request));
        } catch (error) {
          settle(() => reject(error));
        }
      };
      const timer = setTimeout(() => settle(() => reject(new Error(this.explain(timeoutMs)))), timeoutMs);
      this.waiters.add(waiter);
    });
  }

  private explain(timeoutMs: number): string {
    const last = this.entries.slice(-5).map(({ method, path, status }) => `${method} ${path} -> ${status ?? 'none'}`);
    const tail = last.length > 0 ? `the last ones: ${last.join(', ')}` : 'no request at all';
    return `No matching request reached the sandbox within ${timeoutMs} ms; ${tail}.`;
  }
}
