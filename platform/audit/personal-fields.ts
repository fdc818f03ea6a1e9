import { redact } from '../http/redact.js';

/**
 * Properties that say something of a person. The log tells that they changed and never from what to what: it is kept
 * for longer than the data, and nobody can be erased from a chain.
 */
const personal = new Set([
  'firstName',
  'lastName',
  'displayName',
  'email',
  'phone',
  'address',
  'addressLine',
  'postalCode',
  'city',
  'pdl',
  'pce',
  'latitude',
  'longitude',
  'url',
  'reasons',
  'note',
  'notes',
  'message',
  // Files carry their owner's name, in their own names as well.
  'documents',
  'photos',
  'installer',
]);

export const personalValue = '[personal]';
const longestText = 500;

/**
 * A copy that is fit for the log: no secrets, nothing personal, no binary data, no long texts.
 * @param more names of properties that are personal here, besides those that are everywhere
 */
export function fitForLog(value: unknown, more: readonly string[] = []): unknown {
  return redact(withoutPersonal(value, new Set([...personal, ...more])));
}

/** The ORM calls a part of an embedded object `beneficiary_firstName`. */
const ownName = (key: string): string => key.slice(key.lastIndexOf('_') + 1);

function withoutPersonal(value: unknown, names: ReadonlySet<string>): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return '[binary]';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return value.length > longestText ? `${value.slice(0, longestText)}…` : value;
  if (Array.isArray(value)) return value.map((item) => withoutPersonal(item, names));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      names.has(ownName(key)) && item !== null ? personalValue : withoutPersonal(item, names),
    ]),
  );
}
