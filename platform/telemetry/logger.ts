import { type DestinationStream, type Logger, pino } from 'pino';

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

/** The root logger: one JSON line an event (pino), times in ISO 8601, secrets taken out by key. */
export function createLogger({ level = 'info', destination }: LoggerOptions = {}): Logger {
  const options = {
    level,
    base: { service: 'passerelle' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
