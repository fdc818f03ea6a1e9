/** Keys whose values are secret wherever they stand in a body or among headers. */
const secretKey =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-api-(key|token)|x-auth-token|.*(password|secret|token|api_?key|credential|private_?key).*)$/i;

export const redacted = '[redacted]';

/**
 * A copy of a value with its secrets taken out: by key, and wherever one of the known secret values stands in a text.
 * @param knownSecrets values (not keys) to hide; those under six characters are left alone, they would hit by chance
 */
export function redact(value: unknown, knownSecrets: readonly string[] = []): unknown {
  const secrets = knownSecrets.filter((secret) => secret.length >= 6);
  const clean = (part: unknown): unknown => {
    if (typeof part === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, redacted), part);
    if (Array.isArray(part)) return part.map(clean);
    if (part === null || typeof part !== 'object') return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, item]) => [key, secretKey.test(key) && item !== null ? redacted : clean(item)]),
    );
  };
  return clean(value);
}
