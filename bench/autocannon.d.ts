// autocannon brings no types; this is what the bench uses of it.
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  interface Options {
    url: string;
    method: 'POST';
    headers: Record<string, string>;
    body: string;
    connections: number;
    /** Seconds. */
    duration: number;
    /** Seconds a request may take. */
    timeout: number;
    /** Every other body counts as a mismatch. */
    expectBody: string;
  }

  interface Result {
    errors: number;
    timeouts: number;
    mismatches: number;
    non2xx: number;
    '2xx': number;
    /** Seconds. */
    duration: number;
  }

  type Instance = EventEmitter & PromiseLike<Result>;
  const autocannon: (options: Options) => Instance;
  export = autocannon;
}
