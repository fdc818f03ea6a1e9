import type { RowChange } from '../database/change-journal.js';
import { HubError } from '../errors/hub-error.js';
import type { RequestContext } from '../service/request-context.js';
import type { AuditEntry } from './audit-log.js';
import type { AuditTable } from './declarations.js';

/** One call of one mutation, on its way into the log. */
export class AuditedCall {
  readonly #event: string;
  readonly #args: Readonly<Record<string, unknown>>;
  readonly #personal: readonly string[];
  /** Whether an entry was committed. */
  recorded = false;

  /** @param event what the log calls it */
  constructor(event: string, args: Readonly<Record<string, unknown>>, personal: readonly string[] = []) {
    this.#event = event;
    this.#args = args;
    this.#personal = personal;
  }

  /** What is on record of a call that did what it was asked, with the rows it changed. */
  done(changes: readonly RowChange[]): AuditEntry {
    return {
      event: this.#event,
      outcome: 'DONE',
      subject: this.#subject(changes),
      details: { arguments: this.#args, ...(changes.length > 0 && { changes }) },
      personal: this.#personal,
    };
  }

  /** What is on record of a call that changed nothing, with why. */
  failed(error: unknown): AuditEntry {
    const code = error instanceof HubError ? error.code : 'INTERNAL_ERROR';
    return {
      event: this.#event,
      outcome: code === 'INTERNAL_ERROR' ? 'FAILED' : 'REFUSED',
      subject: this.#subject([]),
      details: { arguments: this.#args, code },
      personal: this.#personal,
    };
  }

  /** What it was about: the id it was given, else that of the first row it wrote. */
  #subject(changes: readonly RowChange[]): AuditEntry['subject'] {
    const [type = this.#event] = this.#event.split('.');
    const id = idIn(this.#args) ?? changes.find((change) => change.id !== null)?.id;
    return id === undefined || id === null ? null : { type, id };
  }
}

function idIn(args: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, value] of Object.entries(args)) {
    if ((name === 'id' || name.endsWith('Id')) && typeof value === 'string') return value;
  }
  const { input } = args;
  return input !== null && typeof input === 'object' ? idIn({ ...input } as Record<string, unknown>) : undefined;
}

type Resolver = (source: unknown, args: Record<string, unknown>, context: RequestContext, info: unknown) => unknown;

/** Has every mutation and every read of personal data leave its entry. A mutation without a declaration goes by its name. */
export function auditRoots(
  resolvers: Record<string, object>,
  { mutations, personalReads, personal }: AuditTable,
): void {
  wrap(resolvers.Mutation, (field, resolve) => {
    const declared = mutations[field] ?? field;
    return typeof declared === 'string' ? auditedMutation(declared, resolve, personal) : resolve;
  });
  wrap(resolvers.Query, (field, resolve) =>
    personalReads.includes(field) ? auditedRead(field, resolve, personal) : resolve,
  );
}

function wrap(type: object | undefined, by: (field: string, resolve: Resolver) => Resolver): void {
  const fields = type as Record<string, unknown> | undefined;
  for (const [field, resolve] of Object.entries(fields ?? {})) {
    if (fields && typeof resolve === 'function') fields[field] = by(field, resolve as Resolver);
  }
}

/** A mutation's resolver that leaves an entry: with what it changed in the same transaction, or that it failed. */
function auditedMutation(event: string, resolve: Resolver, personal?: readonly string[]): Resolver {
  return async (source, args, context, info) => {
    const call = new AuditedCall(event, args, personal);
    context.audited = call;
    try {
      const result = await resolve(source, args, context, info);
      if (!call.recorded) await context.record(call.done([]));
      return result;
    } catch (error) {
      // What was committed stays on record as done, whatever failed after it.
      if (!call.recorded) await context.record(call.failed(error));
      throw error;
    } finally {
      context.audited = null;
    }
  };
}

/** A query's resolver that puts on record that an administrator looked at personal data. */
function auditedRead(field: string, resolve: Resolver, personal?: readonly string[]): Resolver {
  return async (source, args, context, info) => {
    const result = await resolve(source, args, context, info);
    const { actor, scopes } = context.caller;
    if (actor.kind === 'user' && scopes.includes('admin') && result !== null) {
      await context.record(new AuditedCall('personal-data.read', { query: field, ...args }, personal).done([]));
    }
    return result;
  };
}
