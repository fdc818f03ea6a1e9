import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { loadConfig } from '../../platform/config/config.js';

/** Longer than any one step takes, in milliseconds. */
export const patienceMs = 60_000;
const lookEveryMs = 200;

const config = loadConfig();
const keyFile = path.join(config.DATA_DIR, 'demo.key');
const key = config.HUB_BOOTSTRAP_ADMIN_KEY ?? (existsSync(keyFile) ? readFileSync(keyFile, 'utf8').trim() : '');

/** The running hub, and who the demo is there. */
export const graphUrl = `${config.PUBLIC_URL ?? `http://127.0.0.1:${config.PORT}`}/graphql`;
export const authorization = `Bearer ${key}`;

export const say = (text: string): void => void process.stdout.write(`${text}\n`);

const answered = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/** Asks the graph and reads the answer. @throws the first error */
export async function ask<T>(shape: z.ZodType<T>, query: string, variables: object = {}): Promise<T> {
  const headers = { authorization, 'content-type': 'application/json' };
  const response = await fetch(graphUrl, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const answer = answered.parse(await response.json());
  if (answer.errors?.[0]) throw new Error(answer.errors[0].message);
  return shape.parse(answer.data ?? {});
}

/**
 * Looks until there is what is waited for.
 * @throws Error naming it, when it does not come in time
 */
export async function until<T>(what: string, look: () => Promise<T | null | undefined>): Promise<T> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined) return found;
    if (performance.now() > giveUpAt) throw new Error(`${what} did not come within ${patienceMs / 1_000} s`);
    await wait(lookEveryMs);
  }
}
