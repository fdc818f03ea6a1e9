import { Kind } from 'graphql';
import { rightsOf } from '../../platform/access/rights.js';
import { BoundedCache } from '../../platform/service/bounded-cache.js';
import type { Caller } from '../../platform/service/caller.js';
import { filterOperation } from '../access/filter-operation.js';
import type { GuardFor } from '../access/guard.js';
import { unauthorized } from '../access/unauthorized.js';
import {
  type Preparation,
  type PreparationOptions,
  type PreparedOperation,
  prepareOperation,
} from './prepared-operation.js';
import { createResponseShape } from './shape-response.js';

/**
 * What becomes of an operation that names what its caller may not see: `filter` takes that out before planning and
 * answers null in its place, with an error; `reject` refuses the operation as a whole.
 */
export type UnauthorizedMode = 'filter' | 'reject';

/** What is left of an operation for a caller; made once for each set of rights. */
export type Restrict = (prepared: PreparedOperation, caller: Caller | null) => Preparation;

/** How many sets of rights an operation remembers what is left for. */
const restrictionsKept = 32;

export function createRestriction(options: PreparationOptions, guardFor: GuardFor, mode: UnauthorizedMode): Restrict {
  const known = new WeakMap<PreparedOperation, BoundedCache<string, Preparation>>();

  return (prepared, caller) => {
    let restrictions = known.get(prepared);
    if (!restrictions) {
      restrictions = new BoundedCache(restrictionsKept);
      known.set(prepared, restrictions);
    }
    const rights = rightsOf(caller);
    const key = rights?.key ?? '';
    let restricted = restrictions.get(key);
    if (!restricted) {
      restricted = restrict(options, prepared, guardFor(rights), mode);
      restrictions.set(key, restricted);
    }
    return restricted;
  };
}

function restrict(
  options: PreparationOptions,
  prepared: PreparedOperation,
  guard: ReturnType<GuardFor>,
  mode: UnauthorizedMode,
): Preparation {
  const { apiSchema } = options;
  const { operation, fragments } = prepared.context;
  const left = filterOperation(apiSchema, operation, fragments, guard);
  if (left.refusals.length === 0) return prepared;
  // A stream of nothing helps nobody: its one root field, refused, is the whole operation refused.
  const stream = operation.operation === 'subscription' ? apiSchema.getSubscriptionType()?.name : undefined;
  const nothingLeft = left.refusals.some(({ on }) => on === stream);
  if (mode === 'reject' || nothingLeft)
    return { errors: left.refusals.map(({ missing, path }) => unauthorized(missing, path)) };
  const definitions = [left.operation, ...Object.values(left.fragments)];
  const restricted = prepareOperation(options, { kind: Kind.DOCUMENT, definitions }, left.operation);
  // The answer has the form of what was asked for, and says at each place what was not given.
  return { ...restricted, shape: createResponseShape(apiSchema, operation, fragments, guard) };
}
