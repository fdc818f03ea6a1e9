import { Directive } from 'type-graphql';
import type { Scope } from '../service/scopes.js';
import type { Policy } from './rights.js';

// The one place where a subgraph says who may: printed into its schema, and from there enforced by the subgraph itself
// and by every gateway in front of it. What a class or field without any of these asks for, the subgraph's definition
// says (`access`); a root field must declare it.

/**
 * Needs one of what is listed; a list among them is needed whole: `@RequiresScopes('a', ['b', 'c'])` is "a, or b and c".
 */
export const RequiresScopes = (...anyOf: readonly (Scope | readonly Scope[])[]) =>
  Directive(`@requiresScopes(scopes: ${JSON.stringify(anyOf.map((one) => (typeof one === 'string' ? [one] : one)))})`);

/** Needs a caller, whatever its scopes. */
export const Authenticated = () => Directive('@authenticated');

/** Needs what is no matter of scopes (rights.ts has the policies). */
export const RequiresPolicy = (policy: Policy) => Directive(`@policy(policies: [["${policy}"]])`);

/** Part of the partner graph (schema/partner.graphql); a type with all of its fields. Without it nothing is. */
export const ForPartners = () => Directive('@tag(name: "partner")');
