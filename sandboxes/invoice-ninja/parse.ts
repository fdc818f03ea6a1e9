import type { z } from 'zod';
import { type FieldProblem, Refusal } from '../kit/refusal.js';

/** A request the server finds wrong. */
export function invalid(details: readonly FieldProblem[]): Refusal {
  return new Refusal(422, 'The given data was invalid.', { details });
}

/** Reads a body or a query. @throws Refusal 422 that names every wrong field */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input ?? {}, { reportInput: true });
  if (result.success) return result.data;
  throw invalid(
    result.error.issues.map((issue) => {
      const field = issue.path.map(String).join('.');
      const missing = issue.code === 'invalid_type' && issue.input === undefined;
      return { field, message: missing ? `The ${field.replaceAll('_', ' ')} field is required.` : issue.message };
    }),
  );
}
