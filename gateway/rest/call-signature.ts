import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  isInputObjectType,
  isInputType,
  Kind,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromAST,
} from 'graphql';
import type { Route } from './route.js';

/** A parameter or a field of a body, as the graph types it. */
export interface Given {
  name: string;
  type: GraphQLInputType;
  description?: string | null | undefined;
  /** What holds when it is left out. */
  defaultValue?: unknown;
  /** Whether it is a field of the variable `$filter`. */
  inFilter?: true;
}

/** Where the variables of a route's operation come from. */
export interface CallSignature {
  operation: OperationDefinitionNode;
  path: readonly string[];
  query: readonly Given[];
  /** The whole body is `$input`, of this type; or the body has these fields; or there is none. */
  body: { whole: GraphQLInputType } | { fields: readonly Given[] } | null;
  /** Whether If-Match says which version is to be changed. */
  versioned: boolean;
}

/** @throws Error when the route and its document do not go together: the table is wrong */
export function callSignature(route: Route, schema: GraphQLSchema): CallSignature {
  const operation = route.document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error(`${route.method} ${route.path} has no operation`);
  const variables = (operation.variableDefinitions ?? []).map(({ variable, type: node, defaultValue }): Given => {
    const type = typeFromAST(schema, node);
    if (!isInputType(type)) throw new Error(`$${variable.name.value} of ${route.path} has no type in the graph`);
    const value = defaultValue && valueFromAST(defaultValue, type);
    return { name: variable.name.value, type, ...(value !== undefined && { defaultValue: value }) };
  });
  const path = [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  for (const name of path) {
    if (!variables.some((one) => one.name === name)) throw new Error(`${route.path} has no variable $${name}`);
  }
  const rest = variables.filter(({ name }) => !path.includes(name) && name !== 'expectedVersion');
  const versioned = variables.some(({ name }) => name === 'expectedVersion');
  if (route.method === 'GET' || route.method === 'DELETE')
    return { operation, path, query: rest.flatMap(fieldsOfFilter), body: null, versioned };
  const [only] = rest;
  if (!only) return { operation, path, query: [], body: null, versioned };
  const whole = rest.length === 1 && only.name === 'input';
  return { operation, path, query: [], body: whole ? { whole: only.type } : { fields: rest }, versioned };
}

function fieldsOfFilter(variable: Given): Given[] {
  const filter = getNullableType(variable.type);
  if (variable.name !== 'filter' || !isInputObjectType(filter)) return [variable];
  return Object.values(filter.getFields()).map(({ name, type, description }) => ({
    name,
    type,
    description,
    inFilter: true,
  }));
}
