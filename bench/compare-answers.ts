import { isDeepStrictEqual } from 'node:util';
import { dossierQuery } from './dossier-query.js';
import type { BenchEnvironment } from './environment.js';
import type { Expected } from './measure.js';
import type { BenchOptions } from './options.js';
import { createStraightClient } from './straight-client.js';

interface Answer {
  data?: { interventions: { nodes: { quotes: { invoices: unknown[] }[]; contact: unknown; syncStatus: unknown }[] } };
  errors?: unknown;
}

/**
 * Asks every target once. Throws when an answer has errors, is not the whole dossier, or when one differs from another.
 * @returns each target's answer, which it must give each time
 */
export async function compareAnswers(
  { clients, straight }: BenchEnvironment,
  { targets, page, dossiers }: BenchOptions,
): Promise<Expected> {
  const expected: Expected = {};
  const wanted = Math.min(page, dossiers);
  let first: { target: string; answer: Answer } | undefined;
  for (const target of targets) {
    if (target === 'straight') {
      const client = createStraightClient(straight);
      const found = await client.ask().finally(() => client.close());
      if (found !== wanted) throw new Error(`the straight client found ${found} dossiers instead of ${wanted}`);
      continue;
    }
    const text = await clients[target].text(dossierQuery, { first: page });
    const answer = JSON.parse(text) as Answer;
    if (answer.errors) throw new Error(`${target} answers with errors: ${text.slice(0, 2_000)}`);
    const nodes = answer.data?.interventions.nodes ?? [];
    const whole = nodes.filter(
      ({ quotes, contact, syncStatus }) => quotes[0]?.invoices.length && contact && syncStatus,
    );
    if (whole.length !== wanted) throw new Error(`${target} gives ${whole.length} whole dossiers instead of ${wanted}`);
    first ??= { target, answer };
    if (!isDeepStrictEqual(answer, first.answer)) throw new Error(`${target} and ${first.target} answer differently`);
    expected[target] = text;
  }
  return expected;
}
