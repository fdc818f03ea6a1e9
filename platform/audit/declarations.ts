/** Why an operation leaves no entry in the audit log. */
export interface NotAudited {
  notAudited: string;
}

/** What the audit log calls an operation (`invoice.sent`, thing and what was done to it), or why it keeps none. */
export type AuditDeclaration = string | NotAudited;

export const notAudited = (reason: string): NotAudited => ({ notAudited: reason });

/** What a subgraph says of everything that can be done in it. A test holds it against the schema and the jobs. */
export interface AuditTable {
  mutations: Readonly<Record<string, AuditDeclaration>>;
  /** Queries that show personal data: on record when an administrator asks them. */
  personalReads: readonly string[];
  /** Properties that are personal here and elsewhere are not: the `name` of a customer. Default none. */
  personal?: readonly string[];
  /** By the job's name. */
  jobs: Readonly<Record<string, AuditDeclaration>>;
}
