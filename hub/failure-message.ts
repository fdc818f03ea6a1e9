import { HubError } from '../platform/errors/hub-error.js';

interface Facts {
  code?: unknown;
  syscall?: unknown;
  address?: unknown;
  port?: unknown;
  path?: unknown;
  message?: unknown;
}

/**
 * What a command that failed says to the person who ran it; `undefined` for what is a mistake of ours, which is shown
 * whole.
 */
export function failureMessage(error: unknown): string | undefined {
  if (error instanceof HubError) return error.message;
  if (error instanceof AggregateError) return failureMessage(error.errors[0]);
  if (!(error instanceof Error)) return undefined;
  const { code, syscall, address, port, path, message }: Facts = error;
  if (error.name === 'GraphQLError') return `The schema cannot be read: ${message}`;
  if (typeof code !== 'string') return undefined;
  if (code === 'EADDRINUSE') return `The port ${port} is taken: choose another with --port or PORT.`;
  if (syscall === 'connect') return `Nothing answers at ${address}:${port} (${code}). Is DATABASE_URL right?`;
  if (syscall === 'getaddrinfo') return `There is no such host: ${message}. Is DATABASE_URL right?`;
  if (syscall === 'open' || syscall === 'mkdir') return `${path} cannot be used: ${message}`;
  return sqlMessage(code, message);
}

/** By SQLSTATE: how to get on with the database. */
function sqlMessage(code: string, message: unknown): string | undefined {
  switch (code) {
    case '28000':
    case '28P01':
    case '3D000':
    case '42501':
    case '53300':
    case '57P03':
      return `The database refuses: ${message}. Are DATABASE_URL and DATABASE_OWNER_URL right?`;
    case '3F000':
    case '42P01':
    case '42704':
    case '22023':
      return `The database is not ready for this version (${message}): run \`hub migrate\`.`;
    default:
      return undefined;
  }
}
