import type { GraphQLSchema } from 'graphql';
import { getNullableType, isListType, isNonNullType } from 'graphql';
import { type CallSignature, callSignature, type Given } from '../call-signature.js';
import type { Route } from '../route.js';
import { answerSchema } from './answer-schema.js';
import { inputSchema, objectSchema, presentSchema } from './input-schema.js';
import { type Components, type JsonSchema, reference } from './json-schema.js';
import { problemsOf } from './problem-responses.js';
import { sample } from './sample.js';
import { securityOf } from './security.js';

/** One operation of the description: all that a client needs to know of a route. */
export function describeRoute(route: Route, schema: GraphQLSchema, components: Components): JsonSchema {
  const signature = callSignature(route, schema);
  const name = signature.operation.name?.value ?? '';
  const needs = `Needs the scope ${route.scopes.map((scope) => `\`${scope}\``).join(' and ')}.`;
  const body = requestBody(route, signature, components);
  return {
    operationId: name.charAt(0).toLowerCase() + name.slice(1),
    tags: [route.tag],
    summary: route.summary,
    description: route.description ? `${route.description} ${needs}` : needs,
    security: securityOf(route.scopes),
    parameters: parametersOf(route, signature, components),
    ...(body && { requestBody: body }),
    responses: { ...answerOf(route, schema, components), ...problemsOf(statusesOf(route, signature)) },
  };
}

const header = (name: string) => ({ $ref: `#/components/headers/${name}` });
const parameter = (name: string) => ({ $ref: `#/components/parameters/${name}` });

function parametersOf(route: Route, signature: CallSignature, components: Components): JsonSchema[] {
  const parameters: JsonSchema[] = signature.path.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
    example: '01990000-0000-7000-8000-000000000001',
  }));
  for (const given of signature.query) parameters.push(queryParameter(given, components));
  if (signature.versioned) parameters.push(parameter('IfMatch'));
  if (route.method === 'GET') parameters.push(parameter('IfNoneMatch'));
  if (route.method === 'POST') parameters.push(parameter('IdempotencyKey'));
  return parameters;
}

function queryParameter({ name, type, description, defaultValue }: Given, components: Components): JsonSchema {
  if (name === 'first' || name === 'after') return parameter(name);
  const list = isListType(getNullableType(type));
  return {
    name,
    in: 'query',
    required: isNonNullType(type) && defaultValue === undefined,
    ...(description && { description }),
    schema: { ...presentSchema(type, components), ...(defaultValue !== undefined && { default: defaultValue }) },
    ...(list && { style: 'form', explode: true }),
  };
}

function requestBody(route: Route, { body }: CallSignature, components: Components): JsonSchema | null {
  if (!body) return null;
  const needed = 'whole' in body ? [] : body.fields.filter(isNeeded).map(({ name }) => name);
  const schema = 'whole' in body ? inputSchema(body.whole, components) : objectSchema(body.fields, needed, components);
  return {
    required: 'whole' in body || needed.length > 0,
    content: { 'application/json': { schema, ...(route.example && { example: route.example }) } },
  };
}

const isNeeded = ({ type, defaultValue }: Given) => isNonNullType(type) && defaultValue === undefined;

function answerOf(route: Route, schema: GraphQLSchema, components: Components): Record<string, JsonSchema> {
  const { status = 200 } = route;
  if (route.file) return fileAnswer(route);
  const answer = answerSchema(route, schema, components);
  const requestId = { 'x-request-id': header('RequestId') };
  if (!answer) return { [status]: { description: 'Done.', headers: requestId } };
  const properties = Object.values((answer.properties ?? {}) as Record<string, JsonSchema>);
  const isList = 'pageInfo' in ((answer.properties ?? {}) as object);
  const versioned = properties.some((one) => hasVersion(one, components));
  const headers = {
    ...requestId,
    ...((route.method === 'GET' || versioned) && { etag: header('ETag') }),
    ...(isList && { link: header('Link') }),
    ...(route.place && { location: header('Location') }),
    ...(route.method === 'POST' && { 'idempotency-replayed': header('IdempotencyReplayed') }),
  };
  const content = { 'application/json': { schema: answer, example: sample(answer, components) } };
  return {
    [status]: { description: route.summary, headers, content },
    ...(route.method === 'GET' && { 304: { ...unchanged, headers: requestId } }),
  };
}

const unchanged = { description: 'It is what If-None-Match says.' };

function fileAnswer({ summary }: Route): Record<string, JsonSchema> {
  const requestId = { 'x-request-id': header('RequestId') };
  const disposition = { description: 'The name of the file.', schema: { type: 'string' } };
  const headers = { ...requestId, etag: header('ETag'), 'content-disposition': disposition };
  const content = { 'application/pdf': { schema: { type: 'string', format: 'binary' } } };
  return { 200: { description: summary, headers, content }, 304: { ...unchanged, headers: requestId } };
}

function hasVersion({ $ref }: JsonSchema, components: Components): boolean {
  const named = [...components].find(([name]) => $ref === reference(name).$ref)?.[1];
  return 'version' in ((named?.properties ?? {}) as object) && 'id' in ((named?.properties ?? {}) as object);
}

/** What can go wrong; 404 for what is named by an id, 412 where a version can be stale. */
function statusesOf({ method, path }: Route, { body, versioned }: CallSignature): number[] {
  const changes = method === 'GET' ? [] : [409, 413, 415];
  return [
    ...[400, 401, 403, 429, 500, 502, 503, 504],
    ...(path.includes(':') || body ? [404] : []),
    ...changes,
    ...(versioned ? [412] : []),
    422,
  ].sort();
}
