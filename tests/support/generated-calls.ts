import {
  type FieldDefinitionNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
} from 'graphql';

/** A place for an id among the arguments of a root field: `['input', 'companyId']`. */
export type Place = readonly string[];

export interface GeneratedCall {
  query: string;
  variables: Record<string, unknown>;
}

type Root = GraphQLField<unknown, unknown>;
type Input = GraphQLArgument | GraphQLInputField;

/** Every place where a root field of the schema takes an id, the fields of its inputs included. */
export function idPlaces(field: Root): Place[] {
  const within = (inputs: readonly Input[]): Place[] =>
    inputs.flatMap(({ name, type }) => {
      const named = getNamedType(type);
      if (named.name === 'ID') return [[name]];
      return isInputObjectType(named) ? within(Object.values(named.getFields())).map((rest) => [name, ...rest]) : [];
    });
  return within(field.args);
}

/** The fields of a root type; none where a schema has no such type. */
export const fieldsOf = (type: GraphQLObjectType | null | undefined): Root[] => Object.values(type?.getFields() ?? {});

/** Those places of all fields of a root type, as `createQuote input.companyId`. */
export const placesOf = (type: GraphQLObjectType | null | undefined): string[] =>
  fieldsOf(type).flatMap((field) => idPlaces(field).map((place) => `${field.name} ${place.join('.')}`));

/** A subscription with `$after` wherever it can begin, and `$id` at every place for one when it is wanted. */
export function subscriptionTo(field: Root, withId: boolean): string {
  const given = field.args.flatMap(({ name, type }) => {
    if (name === 'after') return ['after: $after'];
    return withId && getNamedType(type).name === 'ID' ? [`${name}: $id`] : [];
  });
  const declared = `$after: String${withId ? ', $id: ID' : ''}`;
  return `subscription (${declared}) { ${field.name}(${given.join(', ')}) ${selectionOf(field.type)} }`;
}

/**
 * A call of a root field with everything it requires, and with the id that `idAt` has for a place; a place that is
 * optional and gets none is left out.
 * @param samples values of other required arguments, by name; without one a text is `x`, a number 1 …
 */
export function generateCall(
  operation: 'query' | 'mutation',
  field: Root,
  idAt: (place: Place) => string | undefined,
  samples: Readonly<Record<string, unknown>> = {},
): GeneratedCall {
  const given = (inputs: readonly Input[], path: Place): Record<string, unknown> =>
    Object.fromEntries(
      inputs
        .map((input) => [input.name, argumentFor(input, [...path, input.name])] as const)
        .filter(([, value]) => value !== undefined),
    );
  const asked = idPlaces(field).filter((place) => idAt(place) !== undefined);
  const argumentFor = ({ name, type, defaultValue }: Input, path: Place): unknown => {
    const named = getNamedType(type);
    if (named.name === 'ID') return idAt(path);
    const required = isNonNullType(type) && defaultValue === undefined;
    if (!required && !asked.some((place) => path.every((step, index) => place[index] === step))) return undefined;
    if (isInputObjectType(named)) {
      const value = given(Object.values(named.getFields()), path);
      return isList(type) ? [value] : value;
    }
    return samples[name] ?? sample(type);
  };
  const variables = given(field.args, []);
  const used = field.args.filter(({ name }) => name in variables);
  const declared = used.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = used.map(({ name }) => `${name}: $${name}`).join(', ');
  const call = `${field.name}${passed && `(${passed})`} ${selectionOf(field.type)}`;
  return { query: `${operation}${declared && ` (${declared})`} { answer: ${call} }`, variables };
}

const isList = (type: GraphQLInputType): boolean => isListType(isNonNullType(type) ? type.ofType : type);

function sample(type: GraphQLInputType): unknown {
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0]?.name;
  const values: Record<string, unknown> = { Int: 1, SafeInt: 1, Float: 1, Boolean: true, JSON: {} };
  const one = named.name in values ? values[named.name] : named.name === 'DateTime' ? '2025-01-01T00:00:00Z' : 'x';
  return isList(type) ? [one] : one;
}

/** How many types deep a selection goes. */
const levels = 4;

/** Everything there is to read of a type without arguments, some levels deep and no type within itself. */
export function selectionOf(type: GraphQLOutputType, leaveOut: readonly string[] = []): string {
  const select = (named: GraphQLObjectType, above: readonly string[]): string => {
    const fields = Object.values(named.getFields()).filter(
      ({ name, args }) =>
        !leaveOut.includes(`${named.name}.${name}`) &&
        !['edges', 'pageInfo'].includes(name) &&
        args.every((arg) => !isNonNullType(arg.type) || arg.defaultValue !== undefined),
    );
    const parts = fields.flatMap(({ name, type: of }) => {
      const child = getNamedType(of);
      if (isLeafType(child)) return [name];
      if (!isObjectType(child) || above.includes(child.name) || above.length >= levels) return [];
      const inner = select(child, [...above, child.name]);
      return inner ? [`${name} ${inner}`] : [];
    });
    return parts.length > 0 ? `{ ${parts.join(' ')} }` : '';
  };
  const named = getNamedType(type);
  if (isInterfaceType(named)) throw new Error(`${named.name} is an interface, which this cannot select`);
  return isObjectType(named) ? select(named, [named.name]) : '';
}

/** The fields that a subgraph only knows from others: `Intervention.site`. */
export function externalFields(typeDefs: string): string[] {
  const external = (node: FieldDefinitionNode) => node.directives?.some(({ name }) => name.value === 'external');
  return parse(typeDefs).definitions.flatMap((type) =>
    type.kind === Kind.OBJECT_TYPE_DEFINITION
      ? (type.fields ?? []).filter(external).map((field) => `${type.name.value}.${field.name.value}`)
      : [],
  );
}

/** Arguments that must make sense for a call to get as far as its ids. */
export const samples = {
  connector: 'symphonics',
  action: 'publish-intervention',
  vatRate: 2_000,
  type: 'contract',
  path: 'beneficiary.phone',
  subjectType: 'intervention',
  from: '2020-01-01T00:00:00Z',
  to: '2100-01-01T00:00:00Z',
};

export const samePlace = (one: Place, other: Place) => one.join('.') === other.join('.');
