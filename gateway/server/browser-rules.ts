import type { FastifyInstance } from 'fastify';

export interface BrowserRules {
  /** Whether browsers are told to come by https alone from now on. Default false. */
  httpsOnly?: boolean;
  /** Origins of other sites whose pages may call, as browsers write them (`https://app.example`). Default none. */
  allowedOrigins?: readonly string[];
}

/** What every answer says; a page overrides the policy with what it needs. */
const headers: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
};

/** A year, in seconds. */
const httpsOnlyFor = 31_536_000;

const exposed = 'ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id';
const preflight: Readonly<Record<string, string>> = {
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers':
    'Authorization, Content-Type, Accept, Idempotency-Key, If-Match, X-Request-Id, Apollo-Require-Preflight, Traceparent',
  'access-control-max-age': '600',
};

/**
 * What browsers are told with every answer, streams and errors included, and which pages elsewhere may read it (Fetch,
 * CORS protocol). Never with cookies: another site's page brings a key or a token of its own.
 */
export function registerBrowserRules(app: FastifyInstance, rules: BrowserRules): void {
  const { httpsOnly = false, allowedOrigins = [] } = rules;
  const common = Object.entries({
    ...headers,
    ...(httpsOnly && { 'strict-transport-security': `max-age=${httpsOnlyFor}` }),
    ...(allowedOrigins.length > 0 && { vary: 'Origin' }),
  });
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = reply;
    // On the response itself, where whoever writes to it without Fastify finds them too.
    for (const [name, value] of common) raw.setHeader(name, value);
    const { origin } = request.headers;
    if (origin === undefined || !allowedOrigins.includes(origin)) return done();
    raw.setHeader('access-control-allow-origin', origin);
    raw.setHeader('access-control-expose-headers', exposed);
    const asksFirst = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
    if (!asksFirst) return done();
    return reply.code(204).headers(preflight).send();
  });
}

/** Whether a page of another site, that nobody allowed, wants in. Programs send no Origin. */
export function isForeignPage(
  origin: string | undefined,
  host: string | undefined,
  { allowedOrigins = [] }: BrowserRules,
): boolean {
  if (origin === undefined || allowedOrigins.includes(origin)) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}
