import type { z } from 'zod';
import { Refusal } from '../kit/refusal.js';

/**
 * Reads a request body or query as the document's error table has it: 400 INVALID_REQUEST when it is no JSON object
 * or lacks a required field, 422 VALIDATION_ERROR when a field has a wrong value; `details` names every field.
 */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new Refusal(400, 'The request must have a JSON object as its body');
  }
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  const details = issues.flatMap(problemsOf);
  if (issues.some(isMissing)) throw new Refusal(400, 'Required fields are missing', { details });
  throw new Refusal(422, 'The request data failed validation', { details });
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' && issue.input === undefined;
}

function problemsOf(issue: z.core.$ZodIssue) {
  const at = (...path: PropertyKey[]) => path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: at(...issue.path, key), message: 'is not a known field' }));
  }
  return [{ field: at(...issue.path), message: isMissing(issue) ? 'is required' : issue.message }];
}
