import {
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { bodyOf, type Route } from '../route.js';
import {
  type Components,
  define,
  described,
  enumSchema,
  type JsonSchema,
  orNull,
  scalarSchema,
} from './json-schema.js';

/** Stands in the place of a value that has no properties to rearrange. */
class Leaf {
  constructor(
    readonly schema: JsonSchema,
    readonly description?: string | null | undefined,
  ) {}
}

/** What an object of the graph is called in the description, and whether it may be null; lost when it is spread. */
interface About {
  name: string | null;
  nullable: boolean;
  description?: string | null | undefined;
}

/**
 * The schema of a route's answer: its `body` is run over an object that has the document's fields with their types in
 * place of values, so what it does with the values is done with the types. Null for a route that sends no body.
 */
export function answerSchema(route: Route, schema: GraphQLSchema, components: Components): JsonSchema | null {
  if (route.status === 204) return null;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of route.document.definitions) {
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  }
  const operation = route.document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) throw new Error(`${route.method} ${route.path} asks for nothing`);
  const abouts = new WeakMap<object, About>();

  const objectOf = (selectionSet: SelectionSetNode, type: GraphQLObjectType): Record<string, unknown> => {
    const shape: Record<string, unknown> = {};
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment) Object.assign(shape, objectOf(fragment.selectionSet, type));
      } else if (selection.kind === Kind.FIELD) {
        const field = type.getFields()[selection.name.value];
        if (!field) throw new Error(`${type.name} has no field ${selection.name.value}`);
        const name = selection.alias?.value ?? field.name;
        shape[name] = placeholder(field.type, selection.selectionSet, field.description);
      } else throw new Error(`an inline fragment in ${route.path}: answers are described by one shape`);
    }
    return shape;
  };

  const placeholder = (type: GraphQLOutputType, selection?: SelectionSetNode, description?: string | null): unknown => {
    const nullable = !isNonNullType(type);
    const bare = getNullableType(type);
    if (isObjectType(bare) && selection) {
      const shape = objectOf(selection, bare);
      abouts.set(shape, { name: componentName(selection), nullable, description });
      return shape;
    }
    if (isListType(bare)) {
      const items = schemaOf(placeholder(bare.ofType, selection));
      const list = { type: 'array', items };
      return new Leaf(nullable ? orNull(list) : list, description);
    }
    if (isScalarType(bare)) return new Leaf(nullable ? orNull(scalarSchema(bare)) : scalarSchema(bare), description);
    if (isEnumType(bare)) {
      const one = enumSchema(bare, components);
      return new Leaf(nullable ? orNull(one) : one, description);
    }
    throw new Error(`${String(type)} cannot be described by one shape`);
  };

  const schemaOf = (shape: unknown): JsonSchema => {
    if (shape instanceof Leaf) return shape.schema;
    if (typeof shape !== 'object' || shape === null) return { const: shape };
    const properties = Object.fromEntries(
      Object.entries(shape).map(([name, value]) => {
        const description = value instanceof Leaf ? value.description : abouts.get(value)?.description;
        return [name, described(schemaOf(value), name, description)];
      }),
    );
    const object = { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
    const about = abouts.get(shape);
    const named = about?.name ? define(components, about.name, object) : object;
    return about?.nullable ? orNull(named) : named;
  };

  const data = objectOf(operation.selectionSet, root);
  // What the data holds at the top is there, or the answer is a problem.
  for (const value of Object.values(data)) {
    const about = typeof value === 'object' && value !== null ? abouts.get(value) : undefined;
    if (about) about.nullable = false;
  }
  return schemaOf(bodyOf(route, data));
}

/** A selection that is one fragment has its name, without the word Rest. */
function componentName({ selections: [only, ...others] }: SelectionSetNode): string | null {
  if (only?.kind !== Kind.FRAGMENT_SPREAD || others.length > 0) return null;
  return only.name.value.replace(/^Rest/, '');
}
