import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isTypeDefinitionNode, Kind, parse } from 'graphql';
import { type AccessRule, declaredRule } from '../platform/access/access-rule.js';
import { roleScopes } from '../platform/access/roles.js';
import { scopes } from '../platform/service/scopes.js';

// Writes docs/scopes.md: every scope and what it opens, as the supergraph declares it. With --check it only compares,
// and fails when the page is another.

const file = 'docs/scopes.md';
const { check } = parseArgs({ options: { check: { type: 'boolean', default: false } } }).values;

const kinds = ['Query', 'Mutation', 'Subscription'];

/** A place of the schema, and what it asks for. */
interface Place {
  kind: string;
  name: string;
  rule: AccessRule;
}

const places: Place[] = parse(readFileSync('schema/supergraph.graphql', 'utf8')).definitions.flatMap((definition) => {
  if (!isTypeDefinitionNode(definition) || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) return [];
  const type = definition.name.value;
  const own = declaredRule(definition.directives);
  const root = kinds.includes(type);
  const fields = definition.kind === Kind.OBJECT_TYPE_DEFINITION ? (definition.fields ?? []) : [];
  return [
    ...(own ? [{ kind: 'Type', name: type, rule: own }] : []),
    ...fields.flatMap(({ name, directives }) => {
      const rule = declaredRule(directives);
      return rule ? [{ kind: root ? type : 'Field', name: root ? name.value : `${type}.${name.value}`, rule }] : [];
    }),
  ];
});

/** What the scope opens, with what else is needed beside it. */
function openedBy(scope: string, kind: string): string[] {
  return places
    .filter((place) => place.kind === kind)
    .sort((one, other) => one.name.localeCompare(other.name, 'en'))
    .flatMap(({ name, rule }) => {
      const ways = rule.scopes.flat().filter((all) => all.includes(scope));
      const [fewest] = ways.sort((one, other) => one.length - other.length);
      if (!fewest) return [];
      const others = fewest.filter((one) => one !== scope);
      return [others.length === 0 ? `\`${name}\`` : `\`${name}\` (with \`${others.join('`, `')}\`)`];
    });
}

const headings = {
  Query: 'Queries',
  Mutation: 'Mutations',
  Subscription: 'Subscriptions',
  Type: 'Types',
  Field: 'Fields',
};

function section(scope: string): string {
  const rows = Object.entries(headings).flatMap(([kind, heading]) => {
    const opened = openedBy(scope, kind);
    return opened.length === 0 ? [] : [`- ${heading}: ${opened.join(', ')}`];
  });
  const roles = Object.entries(roleScopes)
    .filter(([, held]) => (held as readonly string[]).includes(scope))
    .map(([role]) => role);
  const holders = roles.length === 0 ? [] : [`- Roles: ${roles.join(', ')}`];
  return [`## ${scope}`, '', ...(rows.length === 0 ? ['- Nothing in the graph.'] : rows), ...holders, ''].join('\n');
}

const named = (test: (rule: AccessRule) => boolean) =>
  places.filter(({ rule }) => test(rule)).map(({ name }) => `\`${name}\``);

const open = named((rule) => rule.scopes.length + rule.policies.length === 0);
const byPolicy = named((rule) => rule.policies.length > 0);

const text = `# Scopes

Generated from \`schema/supergraph.graphql\` by \`npm run schema\`; do not edit. What a field asks for, what its type asks for
and what the type that it leads to asks for have to be met together; of several scopes that open the same thing one is
enough. Why it is so: [decision 0018](decisions/0018-who-may-see-what.md).

${scopes
  .filter((scope) => scope !== 'admin')
  .map(section)
  .join('\n')}
## admin

- Stands for every other scope.
- Roles: administrator

## Every caller who is known

- ${open.join(', ')}

## No scope at all

Neither \`admin\` nor any other scope opens these; they are the hub's own, and no client can name them.

- ${byPolicy.join(', ')}
`;

if (!check) {
  writeFileSync(file, text);
  process.stdout.write(`Wrote ${file}.\n`);
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  process.stderr.write(`${file} is out of date: run \`npm run schema\` and commit the result.\n`);
  process.exitCode = 1;
}
