import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder the package is in, from the sources as from the build. */
export const packageRoot = (() => {
  const here = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
  return path.basename(here) === 'dist' ? path.dirname(here) : here;
})();

export const supergraphFile = path.join(packageRoot, 'schema', 'supergraph.graphql');

export const partnerGraphFile = path.join(packageRoot, 'schema', 'partner.graphql');

export const readSupergraph = (): string => readFileSync(supergraphFile, 'utf8');

export const readPartnerGraph = (): string => readFileSync(partnerGraphFile, 'utf8');
