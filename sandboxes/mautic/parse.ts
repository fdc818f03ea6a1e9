import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../kit/refusal.js';

/** Reads a part of a request. @throws Refusal 400, as a form of the vendor refuses */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  const details = result.error.issues.map(({ path, message }) => ({ field: path.map(String).join('.'), message }));
  const [first] = details;
  throw new Refusal(400, first ? `${first.field}: ${first.message}` : 'Bad request', { details });
}

/** The body's value: JSON, or a form's fields. */
export function bodyOf({ body, headers }: FastifyRequest): unknown {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return isForm && typeof body === 'string' ? Object.fromEntries(new URLSearchParams(body)) : body;
}

const idParamsSchema = z.object({ id: z.coerce.number().int() });

/** The `id` of a path. @throws Refusal 400 */
export function idOf(request: FastifyRequest): number {
  return parse(idParamsSchema, request.params).id;
}
