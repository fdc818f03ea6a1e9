import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What a form of ours may bring at most, in bytes. */
const maxFormBytes = 16 * 1024;

/** Has HTML forms read, and nothing else. @param maxBytes default 16 KiB */
export function readForms(app: FastifyInstance, maxBytes = maxFormBytes): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: maxBytes },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  );
}

/**
 * Whether a form was sent by a page of another site. Browsers say where it comes from; the cookies of a sign-in are not sent
 * along by other sites either (SameSite), so this is the second lock.
 */
export function isForeign({ headers }: FastifyRequest, issuer: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return true;
  return headers.origin !== undefined && headers.origin !== new URL(issuer).origin;
}
