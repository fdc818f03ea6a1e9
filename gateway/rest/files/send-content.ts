import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FileStore } from '../../../platform/files/file-store.js';
import type { StoredFile } from '../../../platform/files/stored-file.js';
import { isKnown } from '../entity-tag.js';
import { contentHeaders, contentTag } from './content-headers.js';

/** Whether the client has the content already, and is only to be told so. */
export const hasContent = ({ headers }: FastifyRequest, file: StoredFile): boolean =>
  isKnown(headers['if-none-match'], contentTag(file));

/** Answers with a file: its content as a stream, its headers alone to HEAD, or 304. @throws FileDamagedError */
export async function sendContent(
  request: FastifyRequest,
  reply: FastifyReply,
  file: StoredFile,
  files: FileStore,
): Promise<FastifyReply> {
  if (hasContent(request, file)) return reply.code(304).header('etag', contentTag(file)).send();
  if (request.method === 'HEAD') return reply.headers(contentHeaders(file)).send();
  const content = await files.open(file);
  return reply.headers(contentHeaders(file)).send(content);
}
