import { auditExportDoor } from '../audit/audit-export.js';
import type { JsonSchema } from './json-schema.js';
import { problemsOf } from './problem-responses.js';
import { securityOf } from './security.js';

/** The export of the audit log, which is no operation of the graph, as a path of the description. */
export function describeAuditExport(): Record<string, JsonSchema> {
  const after = {
    name: 'after',
    in: 'query',
    required: false,
    description: 'The `sequence` of the last entry that is there already.',
    schema: { type: 'string', pattern: '^[0-9]{1,18}$' },
    example: '1200',
  };
  return {
    [auditExportDoor.path]: {
      get: {
        operationId: 'ExportAuditLog',
        tags: ['Audit log'],
        summary: 'Every entry in its order, one JSON a line, with all that its hash is made of.',
        description:
          'Streamed, however long it is; what broke off goes on with `after`. That it was taken is an entry itself, at its end.',
        security: securityOf(['audit:read']),
        parameters: [after],
        responses: {
          200: {
            description: 'Newline-delimited JSON.',
            headers: { 'x-request-id': { $ref: '#/components/headers/RequestId' } },
            content: { 'application/x-ndjson': { schema: { type: 'string' } } },
          },
          ...problemsOf([400, 401, 403, 429, 500, 503]),
        },
      },
    },
  };
}
