import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { exportLine } from '../../../platform/audit/export-line.js';
import { readEntries } from '../../../platform/audit/read-entries.js';
import type { Database } from '../../../platform/database/database.js';
import { MalformedRequestError } from '../../../platform/errors/errors.js';
import type { Caller } from '../../../platform/service/caller.js';
import { requireScope } from '../../../platform/service/scopes.js';
import type { SubgraphServices } from '../../../platform/service/subgraph-service.js';
import { runUnitOfWork } from '../../../platform/service/unit-of-work.js';
import { type LetIn, letIn } from '../let-in.js';

/** The path, and the method that it takes. */
export const auditExportDoor = { method: 'GET', path: '/api/v1/audit-log/export' } as const;

export interface AuditExportServices extends LetIn {
  services: Pick<SubgraphServices, 'database' | 'jobs' | 'audit' | 'now'>;
}

const sequence = z
  .string()
  .regex(/^\d{1,18}$/)
  .transform(BigInt);
const query = z.strictObject({ after: sequence.optional() });

/**
 * GET /api/v1/audit-log/export: the organization's entries in their order, one JSON a line, as fast as they are read. What
 * broke off goes on after the `sequence` of the last line that came. Too long for the graph, so it is no row of the table.
 */
export function registerAuditExport(app: FastifyInstance, doors: AuditExportServices): void {
  const { database } = doors.services;
  app.route({
    method: [auditExportDoor.method, 'HEAD'],
    url: auditExportDoor.path,
    async handler(request, reply) {
      const caller = await letIn(request, reply, doors);
      requireScope(caller, 'audit:read');
      const asked = query.safeParse(request.query);
      if (!asked.success)
        throw new MalformedRequestError('`after` must be the sequence of an entry; nothing else is taken.');
      const { after = 0n } = asked.data;
      reply.headers({ 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
      if (request.method === 'HEAD') return reply.send();
      await noteExport(caller, after, request.id, doors);
      return reply.send(Readable.from(lines(database, caller.organizationId, after), { objectMode: false }));
    },
  });
}

async function* lines(database: Database, organizationId: string, after: bigint): AsyncGenerator<string> {
  for await (const entry of readEntries(database, organizationId, after)) yield `${exportLine(entry)}\n`;
}

/** Before the first line: who took the log away is in what they took. */
async function noteExport(
  caller: Caller,
  after: bigint,
  requestId: string,
  { services }: AuditExportServices,
): Promise<void> {
  const log = await services.audit.open(caller.organizationId);
  const details = { after: String(after) };
  await runUnitOfWork(services, { caller, requestId }, (unit) =>
    log.append(unit, { event: 'audit-log.exported', outcome: 'DONE', subject: null, details }),
  );
}
