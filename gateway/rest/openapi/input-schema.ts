import {
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isScalarType,
} from 'graphql';
import type { Given } from '../call-signature.js';
import {
  type Components,
  define,
  described,
  enumSchema,
  type JsonSchema,
  orNull,
  scalarSchema,
} from './json-schema.js';

/** The schema of what a client sends for an input type of the graph; input objects are named as there. */
export function inputSchema(type: GraphQLInputType, components: Components): JsonSchema {
  const schema = presentSchema(type, components);
  return isNonNullType(type) ? schema : orNull(schema);
}

/** The same for a value that is there and not null: of a query string. */
export function presentSchema(type: GraphQLInputType, components: Components): JsonSchema {
  const bare = getNullableType(type);
  if (isListType(bare)) return { type: 'array', items: inputSchema(bare.ofType, components) };
  if (isScalarType(bare)) return scalarSchema(bare);
  if (isEnumType(bare)) return enumSchema(bare, components);
  const fields = Object.values(bare.getFields());
  const given = fields.map(({ name, type: of, description, defaultValue }) => ({
    name,
    type: of,
    description,
    defaultValue,
  }));
  const required = fields.filter(isRequiredInputField).map(({ name }) => name);
  return define(components, bare.name, objectSchema(given, required, components, bare.description));
}

/** A JSON object with these fields and no others. */
export function objectSchema(
  fields: readonly Given[],
  required: readonly string[],
  components: Components,
  description?: string | null,
): JsonSchema {
  const properties = Object.fromEntries(
    fields.map(({ name, type, description: said, defaultValue }) => [
      name,
      {
        ...described(inputSchema(type, components), name, said),
        ...(defaultValue !== undefined && { default: defaultValue }),
      },
    ]),
  );
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    additionalProperties: false,
    ...(description && { description }),
  };
}
