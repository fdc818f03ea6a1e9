import type { FastifyInstance } from 'fastify';
import { NotFoundError } from '../../../platform/errors/errors.js';
import { fileSubjects } from '../../../platform/files/file-subjects.js';
import { fileById } from '../../../platform/files/find-files.js';
import type { StoredFile } from '../../../platform/files/stored-file.js';
import type { Caller } from '../../../platform/service/caller.js';
import { requireScope } from '../../../platform/service/scopes.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { letIn } from '../let-in.js';
import type { FileServices } from './file-services.js';
import { hasContent, sendContent } from './send-content.js';

/** GET /api/v1/files/{id}: the content, to whoever may read what the file belongs to. */
export function registerDownload(app: FastifyInstance, doors: FileServices): void {
  const { services } = doors;
  app.route<{ Params: { id: string } }>({
    method: ['GET', 'HEAD'],
    url: '/api/v1/files/:id',
    async handler(request, reply) {
      const caller = await letIn(request, reply, doors);
      const { id } = request.params;
      const found = await services.database.read(caller.organizationId, (em) => fileById(em, [id]));
      const file = found.get(id);
      if (!file) throw new NotFoundError(`There is no file ${id}.`, { details: { id } });
      requireScope(caller, fileSubjects[file.subject.type].read);
      if (!hasContent(request, file)) await noteRead(caller, file, request.id, services);
      return sendContent(request, reply, file, services.files);
    },
  });
}

/** As for the graph's queries: it is on record that an administrator looked at what may be personal. */
async function noteRead(
  caller: Caller,
  { id, subject }: StoredFile,
  requestId: string,
  services: FileServices['services'],
): Promise<void> {
  if (caller.actor.kind !== 'user' || !caller.scopes.includes('admin')) return;
  const log = await services.audit.open(caller.organizationId);
  const details = { query: 'file', subjectType: subject.type, subjectId: subject.id };
  await runUnitOfWork(services, { caller, requestId }, (unit) =>
    log.append(unit, { event: 'personal-data.read', outcome: 'DONE', subject: { type: 'file', id }, details }),
  );
}
