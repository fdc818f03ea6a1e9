import { z } from 'zod';
import { InvalidInputError } from '../../platform/errors/errors.js';

/** The operations that are known by an id: their texts by their ids. */
export type Manifest = ReadonlyMap<string, string>;

const plain = z.record(z.string(), z.string());
const apollos = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  operations: z.array(z.object({ id: z.string(), body: z.string() })),
});

/**
 * Reads a manifest: a JSON object of texts by id, or what Apollo's `generate-persisted-query-manifest` writes.
 * @throws InvalidInputError when it is neither
 */
export function parseManifest(json: string): Manifest {
  const value = parseJson(json);
  const listed = apollos.safeParse(value);
  if (listed.success) return new Map(listed.data.operations.map(({ id, body }) => [id, body]));
  const texts = plain.safeParse(value);
  if (texts.success) return new Map(Object.entries(texts.data));
  throw new InvalidInputError('The manifest must be a JSON object of documents by id, or in the form of Apollo’s.');
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new InvalidInputError('The manifest of persisted operations is not JSON.', { cause });
  }
}
