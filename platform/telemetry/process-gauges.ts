import { Gauge } from 'prom-client';
import type { Database } from '../database/database.js';
import type { JobQueue } from '../jobs/job-queue.js';
import type { Metrics } from './metrics.js';

/** What this process has of the database, and what the job queues hold; read when the metrics are. */
export function watchProcess(
  { registry }: Metrics,
  { database, jobs }: { database: Pick<Database, 'ping' | 'poolUse'>; jobs: Pick<JobQueue, 'depths'> },
): void {
  const registers = [registry];
  const isUp = () =>
    database.ping().then(
      () => 1,
      () => 0,
    );
  new Gauge({
    name: 'passerelle_database_up',
    help: 'Whether the database answers this process.',
    registers,
    async collect() {
      this.set(await isUp());
    },
  });
  new Gauge({
    name: 'passerelle_database_pool_connections',
    help: 'Connections of this process to the database, by what they are doing; max is how many there may be.',
    labelNames: ['state'],
    registers,
    collect() {
      const { size, idle, max } = database.poolUse();
      this.set({ state: 'used' }, size - idle);
      this.set({ state: 'idle' }, idle);
      this.set({ state: 'max' }, max);
    },
  });
  new Gauge({
    name: 'passerelle_database_pool_waiting',
    help: 'Calls that wait for a connection to the database.',
    registers,
    collect() {
      this.set(database.poolUse().waiting);
    },
  });
  new Gauge({
    name: 'passerelle_jobs',
    help: 'Jobs in the queues of the whole hub: ready to run, deferred to later, active.',
    labelNames: ['queue', 'state'],
    registers,
    async collect() {
      this.reset();
      // Without the database there is nothing to tell but that it is down.
      for (const { queue, ...depths } of await jobs.depths().catch(() => [])) {
        for (const [state, count] of Object.entries(depths)) this.set({ queue, state }, count);
      }
    },
  });
}
