/** Who acts: a key of a person or a program, a worker of the hub, or the hub itself. */
export interface Actor {
  kind: 'api-key' | 'worker' | 'system';
  /** Stable and safe to store: a key's id, a job's name. Never the key. */
  id: string;
  name: string;
}

/** Everything the hub knows of a caller once it is authenticated; every unit of work runs as one. */
export interface Caller {
  /** The tenant (UUID) whose rows are all that this caller can reach. */
  organizationId: string;
  actor: Actor;
  scopes: readonly string[];
}
