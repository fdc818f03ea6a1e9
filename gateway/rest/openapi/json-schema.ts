import type { GraphQLEnumType, GraphQLScalarType } from 'graphql';
import { examples } from './examples.js';

/** JSON Schema 2020-12, as far as it is used here. */
export interface JsonSchema {
  [keyword: string]: unknown;
}

/** The schemas that are named in the description, filled while it is written. */
export type Components = Map<string, JsonSchema>;

export const reference = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

/** @throws Error when the name stands for something else already */
export function define(components: Components, name: string, schema: JsonSchema): JsonSchema {
  const known = components.get(name);
  if (known && JSON.stringify(known) !== JSON.stringify(schema)) throw new Error(`there are two kinds of ${name}`);
  components.set(name, schema);
  return reference(name);
}

const scalars: Readonly<Record<string, JsonSchema>> = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Boolean: { type: 'boolean' },
  Int: { type: 'integer', format: 'int32' },
  SafeInt: { type: 'integer', format: 'int64' },
  Float: { type: 'number' },
  DateTime: { type: 'string', format: 'date-time' },
  JSON: {},
};

export function scalarSchema({ name }: GraphQLScalarType): JsonSchema {
  const schema = scalars[name];
  if (!schema) throw new Error(`the scalar ${name} has no JSON Schema yet`);
  return schema;
}

export function enumSchema(type: GraphQLEnumType, components: Components): JsonSchema {
  const told = type.getValues().filter(({ description }) => description);
  const values = told.map(({ name, description }) => `- \`${name}\`: ${description}`).join('\n');
  const description = [type.description, values].filter(Boolean).join('\n\n');
  const names = type.getValues().map(({ name }) => name);
  return define(components, type.name, { type: 'string', enum: names, ...(description && { description }) });
}

/** The same, or null. */
export function orNull(schema: JsonSchema): JsonSchema {
  if (typeof schema.type === 'string') return { ...schema, type: [schema.type, 'null'] };
  return Object.keys(schema).length === 0 ? schema : { oneOf: [schema, { type: 'null' }] };
}

/** What a property says of itself, beside its type. */
export function described(schema: JsonSchema, name: string, description: string | null | undefined): JsonSchema {
  const example = schema.type === undefined || typeAllows(schema, 'array') ? undefined : examples[name];
  return { ...schema, ...(description && { description }), ...(example !== undefined && { examples: [example] }) };
}

const typeAllows = ({ type }: JsonSchema, wanted: string) => [type].flat().includes(wanted);
