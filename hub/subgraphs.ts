import { billing } from '../subgraphs/billing/definition.js';
import { integrations } from '../subgraphs/integrations/definition.js';
import { interventions } from '../subgraphs/interventions/definition.js';
import { marketing } from '../subgraphs/marketing/definition.js';

/** The four subgraphs of the hub. */
export const subgraphs = { interventions, integrations, billing, marketing } as const;

export type SubgraphName = keyof typeof subgraphs;

export const subgraphNames = Object.keys(subgraphs) as SubgraphName[];
