import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HubError } from '../platform/errors/hub-error.js';
import { composeSchemaFiles } from './compose-schema-files.js';
import { packageRoot } from './schema-files.js';

/** The committed schema is not what the code declares. */
export class SchemaDriftError extends HubError {
  readonly code = 'SCHEMA_DRIFT';
  readonly httpStatus = 500;
}

/**
 * Writes `schema/`, or with `check` only compares it.
 * @throws SchemaDriftError naming the files that differ
 */
export async function compose({ check }: { check: boolean }): Promise<string[]> {
  const folder = path.join(packageRoot, 'schema');
  mkdirSync(folder, { recursive: true });
  const files = await composeSchemaFiles();
  const differing = Object.entries(files).filter(([name, text]) => read(path.join(folder, name)) !== text);
  if (check && differing.length > 0) {
    const names = differing.map(([name]) => `schema/${name}`).join(', ');
    throw new SchemaDriftError(`The code has moved on from ${names}: run \`npm run schema\` and commit the result.`);
  }
  for (const [name, text] of differing) writeFileSync(path.join(folder, name), text);
  return Object.keys(files);
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
