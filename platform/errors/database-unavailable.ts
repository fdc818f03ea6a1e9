import { UnavailableError } from './errors.js';

/** PostgreSQL does not answer. Nothing is known to be wrong with the call: it can be made again. */
export class DatabaseUnavailableError extends UnavailableError {
  constructor(cause: unknown) {
    super('The database does not answer; try again in a moment.', { cause });
  }
}

/** Of Node.js, when there is no connection, and of PostgreSQL when it ends one or takes none (SQLSTATE classes 08, 57P). */
const codes =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08\w{3}|57P0[1-3]|53300)$/;

/** What the driver (pg) says without a code. */
const messages =
  /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|Client was closed/;

/** Whether an error of a database call means that the server cannot be reached or is not ready, whoever wrapped it. */
export function isOutage(error: unknown, depth = 0): boolean {
  if (error === null || typeof error !== 'object' || depth > 5) return false;
  const { code, message, cause } = error as { code?: unknown; message?: unknown; cause?: unknown };
  if (typeof code === 'string' && codes.test(code)) return true;
  if (typeof message === 'string' && messages.test(message)) return true;
  return isOutage(cause, depth + 1);
}
