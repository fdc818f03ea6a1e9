import { findById } from './find-by-id.js';
import { isUuid } from './is-uuid.js';
import type { Loader } from './request-context.js';
import type { ReferenceResolver } from './subgraph-definition.js';

/** `_entities` for a type of the subgraph's own whose key is its id; who may ask, the definition's `access` says. */
export const referenceBy =
  <Row extends object>(loader: Loader<string, Row>): ReferenceResolver =>
  ({ id }, context) =>
    findById(context, loader, id);

/**
 * `_entities` for a type that another subgraph owns and this one adds to: the key and what the fields require, as they
 * came. Whether there is such a thing, its own subgraph knows.
 */
export const referenceOfAnother: ReferenceResolver = (reference) =>
  typeof reference.id === 'string' && isUuid(reference.id) ? reference : null;

/** The same for a person's export, whose key is an intervention's id or an e-mail address. */
export const personReference: ReferenceResolver = (reference) => (typeof reference.id === 'string' ? reference : null);
