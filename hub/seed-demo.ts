import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generateSecret } from '../platform/access/one-time-secret.js';
import { firstOrganizationId } from '../platform/database/first-organization.js';
import type { Caller } from '../platform/service/caller.js';
import { createKey, isGoodKey } from '../subgraphs/access/administration/create-key.js';
import { ensureUser } from '../subgraphs/access/administration/ensure-user.js';
import type { Assembly } from './assemble.js';
import { demoIntervention } from './demo-intervention.js';

/** What opens a hub with demo data. */
export interface DemoAccess {
  key: string;
  administrator: { email: string; password: string };
}

/** Interventions that a new hub shows; their references say so, and seeding again adds none. */
const references = ['DEMO-0001', 'DEMO-0002', 'DEMO-0003'];

/**
 * Puts demo data into the first organization and returns what to try the hub with. Idempotent: the data is there once, the
 * key is the one of the last time while it is good, and so is the password (both are kept in the data folder, for its owner
 * alone).
 */
export async function seedDemo(assembly: Assembly): Promise<DemoAccess> {
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
  return { key: await demoKey(assembly), administrator: await demoAdministrator(assembly) };
}

/** Somebody to sign in as, with a password made here: a hub that anybody can reach has none of a manual. */
async function demoAdministrator({ database, config }: Assembly): Promise<DemoAccess['administrator']> {
  const file = path.join(config.DATA_DIR, 'demo.password');
  const isKept = existsSync(file);
  const password = isKept ? readFileSync(file, 'utf8').trim() : generateSecret().slice(0, 20);
  const email = 'admin@demo.example';
  const person = { organizationId: firstOrganizationId, email, name: 'Demo administrator', password };
  await ensureUser(database, { ...person, roles: ['administrator'] }, { resetPassword: !isKept });
  mkdirSync(config.DATA_DIR, { recursive: true });
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return { email, password };
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
