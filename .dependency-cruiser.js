/**
 * The import rule of the house (docs/decisions/0001-rooms-and-imports.md). `import type` counts too.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const anyOfOurs = '^(gateway|subgraphs|connectors|platform|sandboxes|console|schema|tests|scripts|bench|hub)[/.]';

/** Packages of types alone: there is no module to find. */
const typesOnly = '^@graphql-typed-document-node/core$';

const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: anyOfOurs, pathNot: allowed },
});

export default {
  forbidden: [
    only('platform-imports-nothing-of-ours', '^platform/', '^platform/'),
    only('connector-imports-platform-and-schema', '^connectors/([^/]+)/', '^(platform/|schema/|connectors/$1/)'),
    only('connector-table-imports-connectors', '^connectors/[^/]+\\.ts$', '^(platform/|connectors/)'),
    only(
      'subgraph-imports-platform-and-itself',
      '^subgraphs/(interventions|billing|marketing|access)/',
      '^(platform/|subgraphs/$1/)',
    ),
    only(
      'integrations-imports-connectors-too',
      '^subgraphs/integrations/',
      '^(platform/|connectors/|subgraphs/integrations/)',
    ),
    only('gateway-imports-platform-and-schema', '^gateway/', '^(platform/|schema/|gateway/)'),
    only('sandbox-imports-its-kit', '^sandboxes/([^/]+)/', '^(sandboxes/kit/|sandboxes/$1/)'),
    only('console-imports-schema', '^console/', '^(schema/|console/)'),
    { name: 'no-cycles', severity: 'error', from: { pathNot: '/entities/' }, to: { circular: true } },
    {
      name: 'no-dev-dependencies-in-production',
      severity: 'error',
      from: { pathNot: '^(tests|scripts|bench)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-unlisted-packages',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: typesOnly } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
