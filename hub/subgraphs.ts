import { keptAnswer } from '../gateway/rest/idempotency/migration.js';
import { auditKeyColumn } from '../platform/audit/audit-key.js';
import type { SealedColumn } from '../platform/secrets/sealed-column.js';
import { access } from '../subgraphs/access/definition.js';
import { billing } from '../subgraphs/billing/definition.js';
import { integrations } from '../subgraphs/integrations/definition.js';
import { interventions } from '../subgraphs/interventions/definition.js';
import { marketing } from '../subgraphs/marketing/definition.js';

/** The five subgraphs of the hub. */
export const subgraphs = { interventions, integrations, billing, marketing, access } as const;

export type SubgraphName = keyof typeof subgraphs;

export const subgraphNames = Object.keys(subgraphs) as SubgraphName[];

/** Every column of the hub that holds secrets. */
export const sealedColumns: readonly SealedColumn[] = [
  auditKeyColumn,
  keptAnswer,
  ...subgraphNames.flatMap((name) => {
    const definition = subgraphs[name];
    return 'sealedColumns' in definition ? definition.sealedColumns : [];
  }),
];
