import type { Scope } from '../service/scopes.js';

interface SubjectAccess {
  /** Opens the files. */
  read: Scope;
  /** Adds files. */
  write: Scope;
}

/** What a file can belong to, and who may read its files and add to them. */
export const fileSubjects = {
  intervention: { read: 'interventions:read', write: 'interventions:write' },
  quote: { read: 'billing:read', write: 'billing:write' },
  invoice: { read: 'billing:read', write: 'billing:write' },
  signature: { read: 'integrations:read', write: 'integrations:write' },
} as const satisfies Record<string, SubjectAccess>;

export type FileSubjectType = keyof typeof fileSubjects;

/** The row that a file belongs to. */
export interface FileSubject {
  type: FileSubjectType;
  id: string;
}
