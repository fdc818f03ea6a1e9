import type { FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { entityTagOf, PreconditionFailedError, resourceOf } from './entity-tag.js';
import { savedNotRun } from './files/content-headers.js';
import { problemOf, problemOfThrown } from './problem.js';
import { bodyOf, type RestFile, type Route } from './route.js';

/** What a route answers, before it is sent or kept to be said again. */
export interface RestAnswer {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** Left out: no body, or a file. */
  body?: object;
  /** A PDF in place of a body. */
  file?: Buffer;
}

/** The answer to a call that the graph did. @throws NotFoundError when it found nothing */
export function succeeded(route: Route, data: object, request: FastifyRequest): RestAnswer {
  const { status = 200 } = route;
  if (status === 204) return { status, headers: {} };
  if (route.file) return fileAnswer(route.file(data as never));
  const body = bodyOf(route, data);
  const resource = resourceOf(body);
  const headers: Record<string, string> = {};
  if (route.method === 'GET' || typeof resource?.version === 'number') headers.etag = entityTagOf(body);
  if (route.place && resource) headers.location = `${route.place}/${resource.id}`;
  const next = nextPage(body, request.url);
  if (next) headers.link = `<${next}>; rel="next"`;
  return { status, headers, body };
}

function fileAnswer({ name, content }: RestFile): RestAnswer {
  const headers = { etag: entityTagOf({ content }), ...savedNotRun({ name, mediaType: 'application/pdf' }) };
  return { status: 200, headers, file: Buffer.from(content, 'base64') };
}

/** The answer to a call that the graph refused. */
export function refused(error: GraphQLFormattedError, request: FastifyRequest): RestAnswer {
  const { code, currentVersion, expectedVersion } = error.extensions ?? {};
  const stale = code === 'CONFLICT' && expectedVersion !== undefined;
  const problem = stale
    ? problemOfThrown(
        new PreconditionFailedError(error.message, { details: { currentVersion, expectedVersion } }),
        request.id,
      )
    : problemOf(error, request.id);
  return { status: problem.status, headers: {}, body: problem };
}

/** Where a list goes on: the same address with the cursor of the page's end; null at the end of the list. */
function nextPage(body: object, url: string): string | null {
  if (!('pageInfo' in body)) return null;
  const { hasNextPage, endCursor } = body.pageInfo as { hasNextPage: boolean; endCursor: string | null };
  if (!hasNextPage || endCursor === null) return null;
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('after', endCursor);
  return `${path}?${parameters}`;
}
