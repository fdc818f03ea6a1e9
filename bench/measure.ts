import { cpuTimeOfAll } from './cpu-time.js';
import { dossierQuery } from './dossier-query.js';
import type { BenchEnvironment } from './environment.js';
import type { LoadJob, LoadResult } from './load.js';
import type { LoadGenerator } from './load-generator.js';
import type { BenchOptions, TargetName } from './options.js';

export interface Round extends LoadResult {
  /** CPU time an answer took in the target's own process, in milliseconds; not known everywhere. */
  ownCpu: number | undefined;
  /** The same with the subgraphs' processes. */
  allCpu: number | undefined;
}

export type Measured = ReadonlyMap<TargetName, readonly Round[]>;

/** What a target must answer each time; nothing for the client that puts nothing together. */
export type Expected = Partial<Record<TargetName, string>>;

/** Rounds of load in turn, so that whatever else the machine does meets all targets alike. */
export async function measure(
  environment: BenchEnvironment,
  options: BenchOptions,
  { expected, load, say }: { expected: Expected; load: LoadGenerator; say: (text: string) => void },
): Promise<Measured> {
  const { targets, warmUp, duration, rounds, connections, page } = options;
  const body = JSON.stringify({ query: dossierQuery, variables: { first: page } });
  const jobOf = (target: TargetName, seconds: number): LoadJob => {
    const common = { connections, duration: seconds };
    if (target === 'straight') return { ...common, kind: 'straight', client: environment.straight };
    const { url, headers } = environment.clients[target];
    return { ...common, kind: 'http', url, headers: { ...headers }, body, expected: expected[target] ?? '' };
  };

  say('Warming up …');
  for (const target of targets) await load.run(jobOf(target, warmUp));
  const measured = new Map<TargetName, Round[]>(targets.map((target) => [target, []]));
  for (let round = 1; round <= rounds; round += 1) {
    say(`Round ${round} of ${rounds} …`);
    // Each round begins with another target: none always follows the same one.
    const first = (round - 1) % targets.length;
    for (const target of [...targets.slice(first), ...targets.slice(0, first)]) {
      const { own, asked } = environment.pids[target];
      const before = await Promise.all([cpuTimeOfAll(own), cpuTimeOfAll(asked)]);
      const result = await load.run(jobOf(target, duration));
      const [ownBefore, askedBefore] = before;
      const ownCpu = own.length > 0 ? perAnswer(await cpuTimeOfAll(own), ownBefore, result) : undefined;
      const askedCpu = perAnswer(await cpuTimeOfAll(asked), askedBefore, result);
      const allCpu = askedCpu === undefined ? undefined : askedCpu + (ownCpu ?? 0);
      measured.get(target)?.push({ ...result, ownCpu, allCpu });
    }
  }
  return measured;
}

function perAnswer(after: number | undefined, before: number | undefined, { answers }: LoadResult): number | undefined {
  return after === undefined || before === undefined ? undefined : (after - before) / answers;
}
