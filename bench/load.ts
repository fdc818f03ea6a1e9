import autocannon from 'autocannon';
import { percentile } from './statistics.js';
import { createStraightClient, type StraightClientOptions } from './straight-client.js';

/** What the process is told over its channel. */
export type LoadJob = { connections: number; duration: number } & (
  | { kind: 'http'; url: string; headers: Record<string, string>; body: string; expected: string }
  | { kind: 'straight'; client: StraightClientOptions }
);

/** What one round came to. */
export interface LoadResult {
  /** Answers that came, right or wrong. */
  answers: number;
  /** Whatever was not the expected answer: other statuses and bodies, broken connections, timeouts. None is the rule. */
  errors: number;
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

export type LoadReply = { result: LoadResult } | { failure: string };

/** Seconds. */
const patience = 20;

process.on('message', async (job: LoadJob) => {
  const reply: LoadReply = await run(job).then(
    (result) => ({ result }),
    (error: unknown) => ({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
  process.send?.(reply);
});
process.stdout.write('ready\n');

function run(job: LoadJob): Promise<LoadResult> {
  return job.kind === 'http' ? overHttp(job) : straight(job);
}

async function overHttp(job: LoadJob & { kind: 'http' }): Promise<LoadResult> {
  const { url, headers, body, expected: expectBody, connections, duration } = job;
  const times: number[] = [];
  const instance = autocannon({
    url,
    method: 'POST',
    headers,
    body,
    expectBody,
    connections,
    duration,
    timeout: patience,
  });
  // autocannon's own histogram counts whole milliseconds.
  instance.on('response', (_client: unknown, _status: number, _bytes: number, ms: number) => times.push(ms));
  const result = await instance;
  const errors = result.errors + result.non2xx + result.mismatches;
  return summary(times, errors, result.duration);
}

async function straight({
  client: options,
  connections,
  duration,
}: LoadJob & { kind: 'straight' }): Promise<LoadResult> {
  const client = createStraightClient(options);
  const times: number[] = [];
  let errors = 0;
  const started = performance.now();
  const until = started + duration * 1_000;
  const caller = async () => {
    for (let now = performance.now(); now < until; ) {
      const found = await client.ask().catch(() => -1);
      const then = performance.now();
      if (found === options.page) times.push(then - now);
      else errors += 1;
      now = then;
    }
  };
  await Promise.all(Array.from({ length: connections }, caller));
  const seconds = (performance.now() - started) / 1_000;
  await client.close();
  return summary(times, errors, seconds);
}

function summary(times: readonly number[], errors: number, seconds: number): LoadResult {
  const answers = times.length;
  return { answers, errors, perSecond: answers / seconds, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}
