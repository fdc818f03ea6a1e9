import type { z } from 'zod';
import { Refusal } from '../kit/refusal.js';

/** Reads a request's body, query or path. @throws Refusal 422, whose text names the first field that is wrong */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input ?? {}, { reportInput: true });
  if (result.success) return result.data;
  const details = result.error.issues.flatMap((issue) => {
    const at = (...path: PropertyKey[]) => path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ field: at(...issue.path, key), message: 'is not a known field' }));
    }
    const missing = issue.code === 'invalid_type' && issue.input === undefined;
    return [{ field: at(...issue.path), message: missing ? 'is required' : issue.message }];
  });
  throw new Refusal(422, 'Unprocessable', { details });
}
