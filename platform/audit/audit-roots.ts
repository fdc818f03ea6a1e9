import type { RequestContext } from '../service/request-context.js';
import { AuditedCall } from './audited-call.js';
import type { AuditTable } from './declarations.js';

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
