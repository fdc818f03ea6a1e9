import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from './refusal.js';

/** Told of each body that was read whole: its value and its length on the wire, before gzip was undone. */
export type BodyObserver = (request: FastifyRequest, body: unknown, rawBytes: number) => void;

/**
 * Makes the server read bodies the way the kit promises: gzip undone, JSON by its content type as a value, anything
 * else as text. JSON that cannot be parsed is refused with 400, an unknown content encoding with 415.
 */
export function readBodies(app: FastifyInstance, observe: BodyObserver): void {
  const encodedBytes = new WeakMap<FastifyRequest, number>();

  app.addHook('preParsing', async (request, _reply, payload) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined || encoding === 'identity') return payload;
    if (encoding !== 'gzip') throw new Refusal(415, `Content encoding ${encoding} is not supported`);
    // Fastify compares `receivedEncodedLength` of the stream it reads with the content-length header.
    const inflated = Object.assign(createGunzip(), { receivedEncodedLength: 0 });
    payload.on('data', (chunk: Buffer) => {
      inflated.receivedEncodedLength += chunk.length;
      encodedBytes.set(request, inflated.receivedEncodedLength);
    });
    return pipeline(payload, inflated, () => undefined);
  });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (request, bytes, done) => {
    const text = bytes.toString('utf8');
    const rawBytes = encodedBytes.get(request) ?? bytes.length;
    try {
      const body = isJson(request.headers['content-type']) && text !== '' ? JSON.parse(text) : text || undefined;
      observe(request, body, rawBytes);
      done(null, body);
    } catch {
      observe(request, text, rawBytes);
      done(new Refusal(400, 'The body is not valid JSON'));
    }
  });
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/(json|[\w.+-]+\+json)\s*(;|$)/i.test(contentType ?? '');
}
