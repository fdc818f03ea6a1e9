import { once } from 'node:events';
import type { LoadJob, LoadReply, LoadResult } from './load.js';
import { startProcess } from './processes.js';

export interface LoadGenerator {
  /** One round; rounds do not overlap. */
  run(job: LoadJob): Promise<LoadResult>;
}

/** The load comes from a process of its own, so that counting takes no time from what is counted. */
export async function startLoadGenerator(started: AsyncDisposableStack): Promise<LoadGenerator> {
  const { child, output } = await startProcess({ file: 'bench/load.js', ready: /ready/, started });
  return {
    async run(job) {
      const answered = new AbortController();
      const gone = once(child, 'exit', { signal: answered.signal }).then(() => {
        throw new Error(`the load process ended: ${output()}`);
      });
      gone.catch(() => undefined);
      child.send(job);
      const [reply] = (await Promise.race([once(child, 'message'), gone])) as [LoadReply];
      answered.abort();
      if ('failure' in reply) throw new Error(reply.failure);
      return reply.result;
    },
  };
}
