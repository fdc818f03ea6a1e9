import type { FastifyRequest } from 'fastify';
import { type GraphQLInputType, getNullableType, isListType, isScalarType } from 'graphql';
import { z } from 'zod';
import { MalformedRequestError } from '../../platform/errors/errors.js';
import type { Violation } from '../../platform/errors/violations.js';
import type { CallSignature } from './call-signature.js';
import { expectedVersionOf } from './entity-tag.js';

const texts = z.record(z.string(), z.string());
const queryTexts = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const jsonObject = z.record(z.string(), z.unknown());

/**
 * What a call gives the operation's variables. What their values must be, the graph says; what must be a number or a
 * yes or no in a query string, and every name, is checked here.
 * @throws MalformedRequestError naming what is unknown or cannot be read
 * @throws PreconditionFailedError when If-Match holds no version
 */
export function readCall(signature: CallSignature, request: FastifyRequest): Record<string, unknown> {
  const variables: Record<string, unknown> = { ...texts.parse(request.params) };
  if (signature.versioned) {
    const expectedVersion = expectedVersionOf(request.headers['if-match']);
    if (expectedVersion !== null) variables.expectedVersion = expectedVersion;
  }
  readQuery(signature, queryTexts.parse(request.query), variables);
  const body = jsonObject.safeParse(request.body ?? {});
  if (!body.success) throw new MalformedRequestError('The body must be a JSON object.');
  if (signature.body && 'whole' in signature.body) return { ...variables, input: body.data };
  const fields = signature.body?.fields ?? [];
  refuse(
    Object.keys(body.data)
      .filter((name) => !fields.some((field) => field.name === name))
      .map((field) => ({ field, message: 'is no field of this body' })),
  );
  return { ...variables, ...body.data };
}

function readQuery(
  { query }: CallSignature,
  given: z.infer<typeof queryTexts>,
  variables: Record<string, unknown>,
): void {
  const violations: Violation[] = [];
  const filter: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const parameter = query.find((one) => one.name === name);
    if (!parameter) {
      violations.push({ field: name, message: 'is no parameter of this route' });
      continue;
    }
    const read = readText(parameter.type, value);
    if (read === undefined) violations.push({ field: name, message: expected(parameter.type) });
    else if (parameter.inFilter) filter[name] = read;
    else variables[name] = read;
  }
  refuse(violations);
  if (Object.keys(filter).length > 0) variables.filter = filter;
}

/** A text of the query string as the type takes it; undefined when it does not. */
function readText(type: GraphQLInputType, given: string | string[]): unknown {
  const wanted = getNullableType(type);
  if (isListType(wanted)) return [given].flat().map((one) => readText(wanted.ofType, one));
  if (typeof given !== 'string') return undefined;
  if (!isScalarType(wanted)) return given;
  if (wanted.name === 'Int') return /^-?\d{1,9}$/.test(given) ? Number(given) : undefined;
  if (wanted.name === 'Boolean') return given === 'true' ? true : given === 'false' ? false : undefined;
  return given;
}

function expected(type: GraphQLInputType): string {
  const wanted = getNullableType(type);
  if (isScalarType(wanted) && wanted.name === 'Int') return 'must be a whole number, given once';
  if (isScalarType(wanted) && wanted.name === 'Boolean') return 'must be true or false, given once';
  return 'must be given once';
}

function refuse(violations: readonly Violation[]): void {
  if (violations.length === 0) return;
  const said = violations.map(({ field, message }) => `${field} ${message}`).join('; ');
  throw new MalformedRequestError(`The call cannot be read: ${said}.`, { details: { violations } });
}
