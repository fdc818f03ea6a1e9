import type { Assembly } from './assemble.js';
import { subgraphs } from './subgraphs.js';

/** Starts running the jobs of all subgraphs in this process. */
export async function runWorkers({ jobs, services }: Assembly): Promise<void> {
  const { interventions, integrations, billing, marketing } = subgraphs;
  await jobs.work([...interventions.jobs, ...billing.jobs, ...marketing.jobs], services);
  await jobs.work(integrations.jobs, services);
}
