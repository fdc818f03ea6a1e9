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
]);

export const personalValue = '[personal]';
const longestText = 500;

/** A copy that is fit for the log: no secrets, nothing personal, no binary data, no long texts. */
export function fitForLog(value: unknown): unknown {
  return redact(withoutPersonal(value));
}

function withoutPersonal(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return '[binary]';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return value.length > longestText ? `${value.slice(0, longestText)}…` : value;
  if (Array.isArray(value)) return value.map(withoutPersonal);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      personal.has(key) && item !== null ? personalValue : withoutPersonal(item),
    ]),
  );
}
