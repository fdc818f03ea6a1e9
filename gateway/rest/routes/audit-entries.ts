import { AuditEntriesDocument } from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';

/** Who did what. */
export const auditEntryRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/audit-entries',
    tag: 'Audit log',
    summary: 'Lists who did what, when and from where, newest first.',
    scopes: ['audit:read'],
    audit: onlyReads,
    document: AuditEntriesDocument,
  }),
];
