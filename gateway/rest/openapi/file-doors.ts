import { fileSubjects } from '../../../platform/files/file-subjects.js';
import { mediaTypes } from '../../../platform/files/media-types.js';
import { uploadSubjects } from '../files/require-subject.js';
import { examples } from './examples.js';
import type { JsonSchema } from './json-schema.js';
import { problemsOf } from './problem-responses.js';
import { securityOf } from './security.js';

const tag = 'Files';
const header = (name: string) => ({ $ref: `#/components/headers/${name}` });
const requestId = { 'x-request-id': header('RequestId') };
const text = { type: 'string' };
const fileId = { name: 'id', in: 'path', required: true, schema: text, example: examples.id };
const usual = [429, 500, 503];

/** The doors for files, which are no operations of the graph, as paths of the description. */
export function describeFileDoors(): Record<string, JsonSchema> {
  return {
    '/api/v1/files': { post: upload() },
    '/api/v1/files/{id}': { get: download() },
    '/files/{id}': { get: link() },
  };
}

const bytes = { schema: { type: 'string', format: 'binary' } };
const anyFile = Object.fromEntries(mediaTypes.map((type) => [type, bytes]));

const storedFile: JsonSchema = {
  type: 'object',
  properties: {
    id: text,
    kind: text,
    name: text,
    mediaType: { type: 'string', enum: mediaTypes, description: 'What the content was found to be.' },
    size: { type: 'integer', description: 'In bytes.' },
    sha256: { type: 'string', description: 'Of the content, in hexadecimal.' },
    createdAt: { type: 'string', format: 'date-time' },
    url: { type: 'string', format: 'uri', description: 'Opens it to whoever has it, without a key, for an hour.' },
  },
  required: ['id', 'kind', 'name', 'mediaType', 'size', 'sha256', 'createdAt', 'url'],
  additionalProperties: false,
};

const example = {
  id: examples.id,
  kind: 'contract',
  name: 'Contrat signé.pdf',
  mediaType: 'application/pdf',
  size: 48_213,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  createdAt: '2025-03-04T10:15:00.000Z',
  url: 'https://hub.example/files/01990000-0000-7000-8000-000000000001?organization=01990000-0000-7000-8000-000000000002&expires=1741083300&signature=0f1e2d3c4b5a.nQ8f',
};

function upload(): JsonSchema {
  const asked = (name: string, description: string, schema: JsonSchema, value: unknown) => ({
    name,
    in: 'query',
    required: true,
    description,
    schema,
    example: value,
  });
  const writes = [...new Set(uploadSubjects.map((type) => fileSubjects[type].write))];
  const answer = (description: string) => ({
    description,
    headers: { ...requestId, etag: header('ETag'), location: header('Location') },
    content: {
      'application/json': {
        schema: { type: 'object', properties: { file: storedFile }, required: ['file'], additionalProperties: false },
        example: { file: example },
      },
    },
  });
  return {
    operationId: 'uploadFile',
    tags: [tag],
    summary: 'Keeps a file.',
    description:
      'The body is the file itself; what it is, its content says. The same content for the same subject and kind is one ' +
      'file, however often it is sent. A dossier takes it by its id: `fileId` in place of `url`. Needs the scope ' +
      `${writes.map((scope) => `\`${scope}\``).join(' or ')}, as the subject wants.`,
    security: securityOf([]),
    parameters: [
      asked('subjectType', 'What it belongs to.', { type: 'string', enum: uploadSubjects }, 'intervention'),
      asked('subjectId', 'Which.', text, examples.id),
      asked('kind', 'What it is: small letters, digits, - and _.', text, 'contract'),
      asked('name', 'What people call it; 200 characters at most.', text, 'Contrat signé.pdf'),
    ],
    requestBody: { required: true, content: { ...anyFile, 'application/octet-stream': bytes } },
    responses: {
      201: answer('Kept.'),
      200: answer('It was there already.'),
      ...problemsOf([400, 401, 403, 404, 409, 413, 415, 422, ...usual]),
    },
  };
}

const content = {
  description: 'The content, to be saved.',
  headers: { ...requestId, etag: header('ETag') },
  content: anyFile,
};
const unchanged = { description: 'It is what If-None-Match says.', headers: requestId };
const ifNoneMatch = { $ref: '#/components/parameters/IfNoneMatch' };

function download(): JsonSchema {
  return {
    operationId: 'downloadFile',
    tags: [tag],
    summary: 'The content of a file.',
    description: 'Needs the scope that reads what the file belongs to.',
    security: securityOf([]),
    parameters: [fileId, ifNoneMatch],
    responses: { 200: content, 304: unchanged, ...problemsOf([401, 403, 404, ...usual]) },
  };
}

function link(): JsonSchema {
  const part = (name: string) => ({ name, in: 'query', required: true, schema: text, example: '…' });
  return {
    operationId: 'openFileLink',
    tags: [tag],
    summary: 'The content of a file, by a link.',
    description: 'Links come whole, in `url` of a file or a document. They need no key, and expire.',
    security: [],
    parameters: [fileId, part('organization'), part('expires'), part('signature'), ifNoneMatch],
    responses: { 200: content, 304: unchanged, ...problemsOf([403, 404, 410, ...usual]) },
  };
}
