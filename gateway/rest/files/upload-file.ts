import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ForbiddenError, MalformedRequestError } from '../../../platform/errors/errors.js';
import { FileTooLargeError, FileTypeRefusedError } from '../../../platform/files/errors.js';
import { fileSubjects } from '../../../platform/files/file-subjects.js';
import { mediaTypes } from '../../../platform/files/media-types.js';
import { type FileDescription, fileRules, recordFile } from '../../../platform/files/record-file.js';
import type { StoredFile } from '../../../platform/files/stored-file.js';
import type { Caller } from '../../../platform/service/caller.js';
import { checked } from '../../../platform/service/check-input.js';
import { requireScope } from '../../../platform/service/scopes.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { letIn } from '../let-in.js';
import { contentTag } from './content-headers.js';
import type { FileServices } from './file-services.js';
import { requireSubject, uploadSubjects } from './require-subject.js';

interface Upload {
  caller: Caller;
  description: FileDescription;
}

/** What was found out before the body is read. */
const uploads = new WeakMap<FastifyRequest, Upload>();

const parameters = z.object({
  subjectType: z.enum(uploadSubjects),
  subjectId: fileRules.shape.subject.shape.id,
  kind: fileRules.shape.kind,
  name: fileRules.shape.name,
});

/** How long a link in an answer is good, in seconds. */
const linkSeconds = 3_600;

/** POST /api/v1/files: the body is the file, whatever its content type; the query says whose it is and what. */
export function registerUpload(app: FastifyInstance, doors: FileServices): void {
  const { services } = doors;
  app.register(async (door) => {
    door.removeAllContentTypeParsers();
    door.addContentTypeParser('*', (_request, body, done) => done(null, body));
    door.route<{ Querystring: Record<string, unknown>; Body: Readable | undefined }>({
      method: 'POST',
      url: '/api/v1/files',
      async onRequest(request, reply) {
        // What is refused leaves its body unread: the connection is of no further use then.
        reply.header('connection', 'close');
        const caller = await letIn(request, reply, doors);
        const description = descriptionOf(request.query);
        requireScope(caller, fileSubjects[description.subject.type].write);
        if (Number(request.headers['content-length'] ?? 0) > services.files.maxBytes)
          throw new FileTooLargeError(services.files.maxBytes);
        refuseForm(request.headers['content-type']);
        await requireSubject(doors, caller, description.subject, request.id);
        uploads.set(request, { caller, description });
      },
      async handler(request, reply) {
        const upload = uploads.get(request);
        if (!upload) throw new ForbiddenError('Nobody was let in.');
        const { file, isNew } = await store(request, upload, doors);
        reply
          .removeHeader('connection')
          .header('etag', contentTag(file))
          .header('location', `/api/v1/files/${file.id}`);
        return reply.code(isNew ? 201 : 200).send({ file: shown(file, services.files) });
      },
    });
  });
}

async function store(
  request: FastifyRequest,
  { caller, description }: Upload,
  { services }: FileServices,
): Promise<{ file: StoredFile; isNew: boolean }> {
  const { files, audit } = services;
  const { organizationId } = caller;
  const body = request.body instanceof Readable ? request.body : Readable.from([]);
  // Not destroyed when it is refused half-way: the answer goes over the same socket.
  const content = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  const received = await files.receive(organizationId, content).catch((cause: unknown) => {
    if (body.errored || (request.raw.destroyed && !request.raw.complete))
      throw new MalformedRequestError('The upload was cut off.', { cause });
    throw cause;
  });
  const log = await audit.open(organizationId);
  const file = await runUnitOfWork(services, { caller, requestId: request.id }, async (unit) => {
    const made = await recordFile(unit, received, description);
    const { subject, kind, mediaType, size } = made;
    const details = { subjectType: subject.type, subjectId: subject.id, kind, mediaType, size };
    await log.append(unit, { event: 'file.stored', outcome: 'DONE', subject: { type: 'file', id: made.id }, details });
    return made;
  });
  return { file, isNew: file.id === received.id };
}

/** Whatever else the header says, the content is looked at. */
function refuseForm(contentType = ''): void {
  if (!contentType.toLowerCase().startsWith('multipart/')) return;
  const details = { found: 'multipart/form-data', taken: mediaTypes };
  throw new FileTypeRefusedError('Send the file itself as the body, not a form with the file in it.', { details });
}

/** @throws MalformedRequestError naming a parameter that is not known, InvalidInputError */
function descriptionOf(query: Readonly<Record<string, unknown>>) {
  const known = Object.keys(parameters.shape);
  const unknown = Object.keys(query).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new MalformedRequestError(`There is no parameter ${unknown} here; these are: ${known.join(', ')}.`);
  }
  const { subjectType: type, subjectId: id, kind, name } = checked(parameters, query);
  return { subject: { type, id }, kind, name };
}

function shown(file: StoredFile, files: FileServices['services']['files']) {
  const { id, kind, name, mediaType, size, sha256, createdAt } = file;
  const url = files.link(file, { expiresInSeconds: linkSeconds });
  return { id, kind, name, mediaType, size, sha256, createdAt, url };
}
