/** Keys whose values are secret wherever they stand in a body or among headers. */
const secretKey =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-api-(key|token)|x-auth-token|.*(password|secret|token|api_?key|credential|private_?key).*)$/i;

export const redacted = '[redacted]';

/** A name and password within an address (RFC 3986, userinfo). */
const userInfo = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]*:[^\s/?#@]*@/gi;

/**
 * A copy of a value with its secrets taken out: by key, from addresses, and wherever one of the known secret values
 * stands in a text.
 * @param knownSecrets values (not keys) to hide; those under six characters are left alone, they would hit by chance
 */
export function redact(value: unknown, knownSecrets: readonly string[] = []): unknown {
  const clean = (part: unknown): unknown => {
    if (typeof part === 'string') return hideIn(part, knownSecrets).replace(userInfo, `$1${redacted}@`);
    if (Array.isArray(part)) return part.map(clean);
    if (part === null || typeof part !== 'object') return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, item]) => [key, secretKey.test(key) && item !== null ? redacted : clean(item)]),
    );
  };
  return clean(value);
}

/** A copy of a value without the known secret values, whatever else stands in it. */
export function hideSecrets<Value>(value: Value, knownSecrets: readonly string[]): Value;
export function hideSecrets(value: unknown, knownSecrets: readonly string[]): unknown {
  if (typeof value === 'string') return hideIn(value, knownSecrets);
  if (Array.isArray(value)) return value.map((item) => hideSecrets(item, knownSecrets));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hideSecrets(item, knownSecrets)]));
}

const hideIn = (text: string, knownSecrets: readonly string[]): string =>
  knownSecrets.reduce((left, secret) => (secret.length < 6 ? left : left.replaceAll(secret, redacted)), text);
