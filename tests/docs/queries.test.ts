import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { parse, validate } from 'graphql';
import { readSupergraph } from '../../gateway/supergraph/read-supergraph.js';

const schema = readSupergraph(readFileSync('schema/supergraph.graphql', 'utf8')).apiSchema().toGraphQLJSSchema();

/** The bodies of calls: `"query": "…"`. */
const inCalls = /"query":\s*"((?:[^"\\]|\\.)*)"/g;
/** Selections in running text: `webhooks { nodes { id } }`. */
const inText = /`(\w+(?:\([^`]*?\))? \{[^`]*\})`/g;
const inBlocks = /^```graphql\n(.*?)^```/gms;

/** Every document that a page asks the graph with. */
function queriesOf(page: string): string[] {
  const all = (pattern: RegExp) => Array.from(page.matchAll(pattern), ([, text = '']) => text);
  return [
    ...all(inCalls).map((text) => JSON.parse(`"${text}"`) as string),
    ...all(inText).map((selection) => `{ ${selection} }`),
    ...all(inBlocks),
  ];
}

const faultsOf = (query: string): string[] => validate(schema, parse(query)).map(({ message }) => message);

test('every query that the pages show is one that the graph answers', async () => {
  const pages = ['README.md', ...(await Array.fromAsync(glob('docs/*.md')))];
  const shown = pages.flatMap((page) =>
    queriesOf(readFileSync(page, 'utf8')).map((query) => ({ page, query, faults: faultsOf(query) })),
  );
  expect(shown.length).toBeGreaterThan(15);
  expect(shown.filter(({ faults }) => faults.length > 0)).toEqual([]);
});

test('a field that is not there is named', () => {
  const page = 'See `webhooks { nodes { id colour } }` and\n```graphql\n{ deliveries(size: 1) { totalCount } }\n```\n';
  expect(queriesOf(page).flatMap(faultsOf)).toEqual([
    'Cannot query field "colour" on type "Webhook".',
    'Unknown argument "size" on field "Query.deliveries".',
  ]);
});
