export const actorKinds = ['api-key', 'user', 'oauth-client', 'worker', 'system'] as const;

/** Who acts: a key, a person who signed in, a program with an OAuth client of its own, a worker of the hub, or the hub. */
export interface Actor {
  kind: (typeof actorKinds)[number];
  /** Stable and safe to store: a key's, user's or client's id, a job's name. Never the key. */
  id: string;
  name: string;
}

/** Everything the hub knows of a caller once it is authenticated; every unit of work runs as one. */
export interface Caller {
  /** The tenant (UUID) whose rows are all that this caller can reach. */
  organizationId: string;
  actor: Actor;
  scopes: readonly string[];
  /** The IP address the call came from; left out where nobody called. */
  address?: string;
  /** The partner's connection (UUID) that the key is bound to: whose view of the graph this is. Left out for all others. */
  partnerId?: string;
  /** What the caller showed at the door; known to the gateway alone, subgraphs are not told. */
  credential?: Credential;
}

/** The key or token that a call came with. */
export interface Credential {
  kind: 'api-key' | 'access-token';
  /** The key's id, or the `client_id` that the token was given to. */
  id: string;
  /** SHA-256 of what was shown (base64url): asked again, while a stream is open, whether it is still good. */
  digest: string;
  /** Calls a minute of this key; left out, what the hub allows everyone. */
  rateLimitPerMinute?: number;
}
