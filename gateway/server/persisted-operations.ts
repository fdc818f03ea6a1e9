import { createHash } from 'node:crypto';
import { z } from 'zod';
import { MalformedRequestError } from '../../platform/errors/errors.js';
import { HubError } from '../../platform/errors/hub-error.js';
import { BoundedCache } from '../../platform/service/bounded-cache.js';
import type { Caller } from '../../platform/service/caller.js';
import type { RegisteredOperations } from '../access/partner-operations.js';
import type { Manifest } from './persisted-manifest.js';

export interface PersistedOptions {
  /** Operations that are known from the start. Default: none. */
  manifest?: Manifest | undefined;
  /** Whether nothing but the manifest is answered. Default false. */
  only?: boolean | undefined;
}

/** What a client may send in place of a document, or beside it. */
export interface PersistedReference {
  query?: unknown;
  documentId?: unknown;
  extensions?: unknown;
}

export interface PersistedOperations {
  /**
   * The text that is meant, or what stands in its place when there is none. Throws PERSISTED_QUERY_NOT_FOUND,
   * OPERATION_NOT_PERSISTED (not in the manifest) and MALFORMED_REQUEST (the hash of another text).
   */
  textOf(sent: PersistedReference): unknown;
}

/** The operations that a caller may send without their texts, or alone. */
export type PersistedFor = (caller: Caller | null) => Promise<PersistedOperations>;

/** Send the text along with the hash, once. The message is what clients of "automatic persisted queries" look for. */
class PersistedOperationUnknownError extends HubError {
  readonly code = 'PERSISTED_QUERY_NOT_FOUND';
  /** The protocol has it so: it is no failure, but half of a conversation. */
  readonly httpStatus = 200;
  override readonly retryable = true;
}

/** What is asked is not among the operations that are answered here: those of the manifest, or of the partner. */
class OperationNotPersistedError extends HubError {
  readonly code = 'OPERATION_NOT_PERSISTED';
  readonly httpStatus = 403;
}

const hashed = z.object({ persistedQuery: z.object({ version: z.literal(1), sha256Hash: z.string() }) });

/** Longer texts (characters) are not kept, so that what is kept stays below `kept` times this. */
const longestKept = 65_536;
const kept = 1_000;

/**
 * Documents by their hash ("automatic persisted queries", kept as clients bring them, the ones used least forgotten) and by
 * the ids of a manifest (`documentId`, or as the hash).
 */
export function createPersistedOperations({
  manifest = new Map(),
  only = false,
}: PersistedOptions): PersistedOperations {
  const automatic = new BoundedCache<string, string>(kept);
  const safe = new Set(manifest.values());

  return {
    textOf({ query: given, documentId, extensions }) {
      // A WebSocket message must have the field, whatever is in it.
      const query = given === '' ? undefined : given;
      const hash = hashed.safeParse(extensions).data?.persistedQuery.sha256Hash;
      const id = typeof documentId === 'string' ? documentId : hash;
      const listed = id === undefined ? undefined : manifest.get(id);
      if (listed !== undefined) return listed;
      if (only) {
        if (typeof query === 'string' && safe.has(query)) return query;
        throw new OperationNotPersistedError('Only the operations of the manifest are answered here.');
      }
      if (id === undefined || (hash === undefined && query !== undefined)) return query;
      if (typeof query !== 'string') {
        const known = automatic.get(id);
        if (known !== undefined) return known;
        throw new PersistedOperationUnknownError('PersistedQueryNotFound');
      }
      if (sha256(query) !== hash)
        throw new MalformedRequestError('The hash in `extensions.persistedQuery` is not that of `query`.');
      if (query.length <= longestKept) automatic.set(hash, query);
      return query;
    },
  };
}

/** Those, and before them what an administrator has registered for the caller: by their hash, or as they are. */
export function withRegistered(
  others: PersistedOperations,
  { documents, only }: RegisteredOperations,
): PersistedOperations {
  return {
    textOf(sent) {
      const query = sent.query === '' ? undefined : sent.query;
      const hash = hashed.safeParse(sent.extensions).data?.persistedQuery.sha256Hash;
      const id = typeof sent.documentId === 'string' ? sent.documentId : hash;
      // https://github.com/graphql/graphql-over-http (Persisted Documents) has the algorithm before the hash.
      const byId = id === undefined ? undefined : documents.get(id.replace(/^sha256:/, ''));
      const registered =
        byId ?? (typeof query === 'string' && documents.size > 0 ? documents.get(sha256(query)) : undefined);
      // With two texts, neither is meant.
      if (registered !== undefined && (query === undefined || query === registered)) return registered;
      if (!only) return others.textOf(sent);
      throw new OperationNotPersistedError('Only the operations that are registered for this partner are answered.');
    },
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
