import type { Caller } from './caller.js';
import { findById } from './find-by-id.js';
import { isUuid } from './is-uuid.js';
import type { Loader } from './request-context.js';
import type { ReferenceResolver } from './subgraph-definition.js';

/**
 * `_entities` for a type of the subgraph's own whose key is its id.
 * @param mayRead throws ForbiddenError for a caller who may not
 */
export const referenceBy =
  <Row extends object>(loader: Loader<string, Row>, mayRead: (caller: Caller) => void): ReferenceResolver =>
  ({ id }, context) => {
    mayRead(context.caller);
    return findById(context, loader, id);
  };

/**
 * `_entities` for a type that another subgraph owns and this one adds to: the key and what the fields require, as they
 * came. Whether there is such a thing, its own subgraph knows.
 */
export const referenceOfAnother: ReferenceResolver = (reference) =>
  typeof reference.id === 'string' && isUuid(reference.id) ? reference : null;
