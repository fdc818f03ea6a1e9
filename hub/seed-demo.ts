import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { firstOrganizationId } from '../platform/database/first-organization.js';
import type { Caller } from '../platform/service/caller.js';
import { createKey, isGoodKey } from '../subgraphs/access/administration/create-key.js';
import type { Assembly } from './assemble.js';
import { demoIntervention } from './demo-intervention.js';

/** Interventions that a new hub shows; their references say so, and seeding again adds none. */
const references = ['DEMO-0001', 'DEMO-0002', 'DEMO-0003'];

/**
 * Puts demo data into the first organization and returns a key to try the hub with. Idempotent: the data is there
 * once, and the key is the one of the last time while it is good (it is kept in the data folder, for its owner alone).
 */
export async function seedDemo(assembly: Assembly): Promise<string> {
  const actor = { kind: 'system' as const, id: 'seed', name: 'demo data' };
  const caller: Caller = { organizationId: firstOrganizationId, actor, scopes: ['admin'] };
  for (const [index, reference] of references.entries()) {
    const query = 'query Seeded($reference: String!) { interventionByReference(reference: $reference) { id } }';
    const known = await assembly.supergraph.execute({ query, variables: { reference } }, { caller, requestId: 'seed' });
    if (known.data?.interventionByReference) continue;
    const create = 'mutation Seed($input: CreateInterventionInput!) { createIntervention(input: $input) { id } }';
    const variables = { input: { ...demoIntervention(index), reference } };
    const made = await assembly.supergraph.execute({ query: create, variables }, { caller, requestId: 'seed' });
    if (made.errors?.[0]) throw made.errors[0];
  }
  return demoKey(assembly);
}

async function demoKey({ database, config }: Assembly): Promise<string> {
  const file = path.join(config.DATA_DIR, 'demo.key');
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (kept && (await isGoodKey(database, kept))) return kept;
  const key = await createKey(database, { organizationId: firstOrganizationId, name: 'demo', scopes: ['admin'] });
  mkdirSync(config.DATA_DIR, { recursive: true });
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
  return key;
}
