import { z } from 'zod';

/** One field of a request that the vendor does not take, and why. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** What a refusal says beyond its status and message. */
export interface RefusalOptions {
  details?: readonly FieldProblem[];
  headers?: Readonly<Record<string, string>>;
}

/**
 * A request the vendor refuses. Routes throw it; the vendor's `errorBody` turns it into the error format of the
 * vendor's document, which also serves the kit's own refusals (unreadable body, unknown path, a scripted fault).
 */
export class Refusal extends Error {
  readonly status: number;
  readonly details: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, options: RefusalOptions = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.details = options.details ?? [];
    this.headers = options.headers ?? {};
  }
}

const httpErrorSchema = z.object({ statusCode: z.int().min(400).max(499), message: z.string() });

/** The refusal an error stands for: itself, a 4xx of the HTTP layer, or a 500 that tells nothing. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { data } = httpErrorSchema.safeParse(error);
  return data
    ? new Refusal(data.statusCode, data.message)
    : new Refusal(500, 'An unexpected error occurred on the server');
}
