import type { FastifyInstance } from 'fastify';
import { NotFoundError } from '../../../platform/errors/errors.js';
import { linkPath } from '../../../platform/files/file-links.js';
import { fileById } from '../../../platform/files/find-files.js';
import type { FileServices } from './file-services.js';
import { sendContent } from './send-content.js';

/** GET /files/{id}: the content, to whoever has a link that was made here and has not expired. */
export function registerLinkedFiles(app: FastifyInstance, { services, authenticate, addressOf }: FileServices): void {
  const { files, database } = services;
  app.route<{ Params: { id: string } }>({
    method: ['GET', 'HEAD'],
    url: `${linkPath}/:id`,
    async handler(request, reply) {
      const tell = (headers: Readonly<Record<string, string>>) => void reply.headers(headers);
      // Counted by the address, as whoever comes without a key; a key is not even looked at.
      await authenticate({ headers: {}, address: addressOf(request.raw), tell });
      const { id, organizationId } = files.verifyLink(request.params.id, request.query);
      const file = (await database.read(organizationId, (em) => fileById(em, [id]))).get(id);
      if (!file) throw new NotFoundError('The file is not there any more.');
      return sendContent(request, reply, file, files);
    },
  });
}
