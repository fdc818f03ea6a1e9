import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openApi } from '../gateway/rest/openapi/open-api.js';
import { routes } from '../gateway/rest/routes.js';
import { readSupergraph } from '../gateway/supergraph/read-supergraph.js';

// Writes schema/openapi.json: the REST doors as OpenAPI 3.1, from the table of routes and the types of the supergraph.
// With --check it only compares, and fails when the file is another.

const file = 'schema/openapi.json';
const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;

const supergraph = readSupergraph(readFileSync('schema/supergraph.graphql', 'utf8'));
const text = `${JSON.stringify(openApi(routes, supergraph.apiSchema().toGraphQLJSSchema()), null, 2)}\n`;

if (!check) {
  writeFileSync(file, text);
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  process.stderr.write(
    `${file} is not what the routes and the supergraph make: run \`npm run schema\` and commit the result.\n`,
  );
  process.exitCode = 1;
}
