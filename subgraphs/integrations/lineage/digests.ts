import { createHash } from 'node:crypto';
import type { ConnectorAction } from '../../../platform/connectors/connector.js';
import { valuesByPath } from '../../../platform/connectors/payload-fields.js';

/** In base64url: 126 bits. */
const digestLength = 21;

/**
 * What stands for a value in the lineage. Equal values of one field of one dossier have the same digest, whoever they
 * were sent to; of two dossiers they have not, so that nobody is found by their telephone number.
 */
export function digestOf(subjectId: string, source: string, value: unknown): string {
  const text = value instanceof Date ? value.toISOString() : String(value).trim();
  return createHash('sha256').update(`${subjectId}\0${source}\0${text}`).digest('base64url').slice(0, digestLength);
}

/** The digests of all that a payload carries, by where in the subject it comes from. */
export function digestsOf(
  subjectId: string,
  payload: unknown,
  sources: NonNullable<ConnectorAction<unknown>['sources']>,
): Record<string, string[]> {
  const values = valuesByPath(payload);
  return Object.fromEntries(
    Object.entries(sources).flatMap(([path, source]) => {
      const found = values.get(path);
      return found ? [[source, found.map((value) => digestOf(subjectId, source, value))]] : [];
    }),
  );
}
