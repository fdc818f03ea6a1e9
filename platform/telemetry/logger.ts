import { type DestinationStream, type LogFn, type Logger, pino } from 'pino';
import { DatabaseUnavailableError } from '../errors/database-unavailable.js';

export type { Logger } from 'pino';

/** Keys whose values never reach a log line, wherever in an object (two levels deep) they stand. */
const secretKeys = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'apiKey',
  'accessToken',
  'access_token',
  'refresh_token',
  'client_secret',
  'clientSecret',
  'webhookSecret',
  'credentials',
  'masterKey',
];

export interface LoggerOptions {
  /** `silent` in tests. Default `info`. */
  level?: string;
  /** Where lines go. Default standard output. */
  destination?: DestinationStream;
}

/**
 * The root logger: one JSON line an event (pino), times in ISO 8601, secrets taken out by key. What fails because the
 * database does not answer leaves no lines: the outage itself is told of where it is noticed, once.
 */
export function createLogger({ level = 'info', destination }: LoggerOptions = {}): Logger {
  const options = {
    level,
    base: { service: 'passerelle' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: {
      logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn) {
        const [about] = args as unknown[];
        if (about && typeof about === 'object' && 'err' in about && comesOfOutage(about.err)) return;
        method.apply(this, args);
      },
    },
    redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
}

function comesOfOutage(error: unknown): boolean {
  if (error instanceof DatabaseUnavailableError) return true;
  return error instanceof Error && error.cause !== undefined && comesOfOutage(error.cause);
}
