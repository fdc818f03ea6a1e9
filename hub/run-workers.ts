import { gatewayJobs } from '../gateway/jobs.js';
import { fileJobs } from '../platform/files/sweep-files.js';
import { watchBreaches } from '../subgraphs/integrations/invariants/breach-gauge.js';
import { watchTraffic } from '../subgraphs/integrations/traffic/traffic-gauges.js';
import type { Assembly } from './assemble.js';
import { subgraphs } from './subgraphs.js';

/**
 * Starts running the jobs of the gateway and of all subgraphs in this process, which from then on tells of the
 * traffic, too.
 */
export async function runWorkers({ jobs, services }: Assembly): Promise<void> {
  const { interventions, integrations, billing, marketing, access } = subgraphs;
  const common = [
    ...gatewayJobs,
    ...fileJobs,
    ...interventions.jobs,
    ...billing.jobs,
    ...marketing.jobs,
    ...access.jobs,
  ];
  await jobs.work(common, services);
  await jobs.work(integrations.jobs, services);
  watchTraffic(services);
  watchBreaches(services);
}
