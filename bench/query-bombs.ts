/** An operation that asks for more than one may. */
export interface QueryBomb {
  name: string;
  /** What it must be refused with. */
  code: string;
  query: string;
  variables?: Record<string, unknown>;
}

const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');

/** Each fragment spreads the next one twice. */
const doubling = (levels: number, last: string): string =>
  `${times(levels, (level) => `fragment f${level} on Query { ...f${level + 1} ...f${level + 1} }`)} fragment f${levels} on Query { ${last} }`;

/** The same with no field that stands twice beside itself. */
const branching = (levels: number): string =>
  `${times(levels, (level) => `fragment f${level} on Query { a { ...f${level + 1} } b { ...f${level + 1} } }`)} fragment f${levels} on Query { c }`;

const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

/** One of each kind; they name no field but `__typename` that a schema would have to know. */
export const queryBombs: readonly QueryBomb[] = [
  { name: 'depth', code: 'DEPTH_LIMIT_EXCEEDED', query: `{ ${'a { '.repeat(40)} b ${'}'.repeat(40)} }` },
  { name: 'brackets', code: 'DEPTH_LIMIT_EXCEEDED', query: '{ a '.repeat(200_000) },
  { name: 'values', code: 'DEPTH_LIMIT_EXCEEDED', query: `{ a(b: ${'['.repeat(500_000)}` },
  { name: 'aliases', code: 'ALIAS_LIMIT_EXCEEDED', query: `{ a { ${times(900, (index) => `x${index}: b`)} } }` },
  {
    name: '__typename aliases',
    code: 'ALIAS_LIMIT_EXCEEDED',
    query: `{ a { ${times(900, (index) => `x${index}: __typename`)} } }`,
  },
  {
    name: 'root fields',
    code: 'ROOT_FIELD_LIMIT_EXCEEDED',
    query: `{ ${times(100, (index) => `x${index}: __typename`)} }`,
  },
  { name: 'duplicates', code: 'DUPLICATE_FIELD_LIMIT_EXCEEDED', query: `{ a { ${times(1_900, () => 'b')} } }` },
  { name: 'doubled levels', code: 'DUPLICATE_FIELD_LIMIT_EXCEEDED', query: `{ ${twice(9)} }` },
  {
    name: 'directives',
    code: 'DIRECTIVE_LIMIT_EXCEEDED',
    query: `{ __typename ${times(400, () => '@skip(if: false)')} }`,
  },
  { name: 'unknown directives', code: 'DIRECTIVE_LIMIT_EXCEEDED', query: `{ __typename ${times(2_000, () => '@a')} }` },
  { name: 'fields', code: 'FIELD_LIMIT_EXCEEDED', query: `{ a { ${times(2_100, (index) => `x${index}`)} } }` },
  { name: 'fragments', code: 'FIELD_LIMIT_EXCEEDED', query: `{ ...f0 } ${branching(18)}` },
  {
    name: 'doubled fragments',
    code: 'DUPLICATE_FIELD_LIMIT_EXCEEDED',
    query: `{ ...f0 } ${doubling(18, '__typename')}`,
  },
  { name: 'definitions', code: 'DEFINITION_LIMIT_EXCEEDED', query: times(1_000, (index) => `query q${index} { a }`) },
  { name: 'tokens', code: 'TOKEN_LIMIT_EXCEEDED', query: `{ ${'a '.repeat(300_000)} }` },
  {
    name: 'variables',
    code: 'VARIABLE_LIMIT_EXCEEDED',
    query: '{ __typename }',
    variables: { list: Array.from({ length: 100_000 }, () => 1) },
  },
  {
    name: 'nested variables',
    code: 'VARIABLE_DEPTH_LIMIT_EXCEEDED',
    query: '{ __typename }',
    variables: { list: nested(1_000) },
  },
  {
    name: 'long variables',
    code: 'VARIABLE_SIZE_LIMIT_EXCEEDED',
    query: '{ __typename }',
    variables: { text: 'x'.repeat(900_000) },
  },
];

function twice(levels: number): string {
  return levels === 0 ? 'b' : `a { ${twice(levels - 1)} } a { ${twice(levels - 1)} }`;
}
