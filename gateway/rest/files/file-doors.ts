import type { FastifyInstance } from 'fastify';
import { registerDownload } from './download-file.js';
import type { FileServices } from './file-services.js';
import { registerLinkedFiles } from './linked-file.js';
import { registerUpload } from './upload-file.js';

/** The paths, and the methods that they take. */
export const fileDoors = [
  { method: 'POST', path: '/api/v1/files' },
  { method: 'GET', path: '/api/v1/files/:id' },
  { method: 'GET', path: '/files/:id' },
] as const;

/** The doors for files. What goes through them is no JSON and too large for the graph, so they are no rows of the table. */
export function registerFileDoors(app: FastifyInstance, services: FileServices): void {
  registerUpload(app, services);
  registerDownload(app, services);
  registerLinkedFiles(app, services);
}
