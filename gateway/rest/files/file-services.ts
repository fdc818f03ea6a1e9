import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import type { RouteDoors } from '../register-route.js';

export interface FileServices extends Pick<RouteDoors, 'graph' | 'authenticate' | 'addressOf'> {
  services: Pick<SubgraphServices, 'database' | 'jobs' | 'audit' | 'files' | 'now'>;
}
