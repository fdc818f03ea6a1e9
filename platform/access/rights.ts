import type { Caller } from '../service/caller.js';
import { heldScopes, receiveWebhooks } from '../service/scopes.js';
import type { Rights } from './access-rule.js';

/** What is asked of a caller beside its scopes. */
const policies = {
  /** The gateway's own route for vendors' webhooks. */
  'webhook-door': ({ scopes }) => scopes.includes(receiveWebhooks),
  /** A partner's own view, which nobody else has: not even an administrator is one. */
  partner: ({ partnerId }) => partnerId !== undefined,
  /** Stands where a root field declares nothing: denied until it does. */
  nobody: () => false,
} satisfies Record<string, (caller: Caller) => boolean>;
export type Policy = keyof typeof policies;

const known = new WeakMap<Caller, Rights>();

/** What a caller may: the scopes that it holds and the policies that it meets. */
export function rightsOf(caller: Caller | null): Rights | null {
  if (!caller) return null;
  const remembered = known.get(caller);
  if (remembered) return remembered;
  const held = heldScopes(caller);
  const met = Object.entries(policies).flatMap(([name, meets]) => (meets(caller) ? [name] : []));
  const rights = { key: JSON.stringify([[...held].sort(), met]), scopes: held, policies: new Set(met) };
  known.set(caller, rights);
  return rights;
}
