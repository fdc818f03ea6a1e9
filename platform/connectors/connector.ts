import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { z } from 'zod';
import type { Violation } from '../errors/violations.js';
import type { HttpClient } from '../http/http-client.js';
import type { WebhookDeclaration } from '../webhooks/webhook-declaration.js';
import type { RateLimit } from './rate-limit.js';

/** What a connector works with while it acts: one connection's address and credentials, and a client that records. */
export interface ConnectorSession<Credentials> {
  baseUrl: string;
  credentials: Credentials;
  http: HttpClient;
  /** For token-based vendors: a valid access token, shared by all workers and renewed before it expires. */
  accessToken(): Promise<string>;
}

/** What the graph said, made into what the vendor wants; or why that cannot be done yet. */
export type Prepared<Payload> =
  | { ready: true; payload: Payload }
  /** `reason` is what `blockedBy` says: `missing data`, `signature`. */
  | { ready: false; reason: string; violations: readonly Violation[] };

/** What the vendor holds now. */
export interface Receipt {
  /** The vendor's id; `null` when it has the thing and did not say under which. */
  externalId: string | null;
  /** The vendor's word for its state. */
  vendorStatus: string | null;
}

/** One thing a connector can do with one subject. */
export interface ConnectorAction<Credentials, Data = unknown, Payload = unknown> {
  /** The GraphQL document that reads all the payload needs; its one variable is `$id`, the subject. */
  document: TypedDocumentNode<Data, { id: string }>;
  /** Pure: from the document's data to the payload. Names every violation, not the first. */
  prepare(data: Data): Prepared<Payload>;
  /** @throws VendorError */
  send(session: ConnectorSession<Credentials>, payload: Payload): Promise<Receipt>;
  /**
   * Asks the vendor whether it already has what an earlier attempt may have sent; `null` when it has not, or cannot say
   * and refuses duplicates by itself.
   * @throws VendorError
   */
  reconcile(session: ConnectorSession<Credentials>, payload: Payload): Promise<Receipt | null>;
}

/** What a vendor answered to a question, in the hub's terms. */
export interface LookupAnswer {
  /** Whether it has what was asked for; such an answer holds for longer. */
  positive: boolean;
  facts: Readonly<Record<string, unknown>>;
}

/** One question a connector can ask its vendor; it changes nothing there. */
export interface ConnectorLookup<Credentials, Input = unknown> {
  /** Brings equal questions to one form, and refuses what the vendor need not be asked. */
  input: z.ZodType<Input>;
  /** "No such thing" is an answer, not an error. @throws VendorError */
  ask(session: ConnectorSession<Credentials>, input: Input): Promise<LookupAnswer>;
}

/** A token as the vendor gave it. */
export interface IssuedToken {
  accessToken: string;
  expiresInSeconds: number;
}

export interface Connector<Credentials = unknown> {
  /** Kebab-case; what `Delivery.connector` says. */
  key: string;
  /** Read by people, in the console and the docs. */
  title: string;
  /** What a connection must be given. Every value is secret, stored encrypted and never read back. */
  credentials: z.ZodType<Credentials>;
  /** What the vendor allows an account, over any stretch of time; absent when it documents no limit. */
  limits?: readonly RateLimit[];
  /** Absent for vendors whose key goes along with every request. */
  requestToken?(session: Omit<ConnectorSession<Credentials>, 'accessToken'>): Promise<IssuedToken>;
  /** Absent for vendors that send none. */
  webhook?: WebhookDeclaration<Credentials>;
  actions: Readonly<Record<string, ConnectorAction<Credentials>>>;
  /** Absent for vendors that are only told things. */
  lookups?: Readonly<Record<string, ConnectorLookup<Credentials>>>;
}

/** Declares a connector; its credentials' type is checked against itself and then forgotten. */
export function defineConnector<Credentials>(connector: Connector<Credentials>): Connector {
  // Sound: the engine only ever hands a connector what its own `credentials` schema has parsed.
  return connector as unknown as Connector;
}

/** Declares an action: `prepare`, `send` and `reconcile` agree on the payload's type. */
export function defineAction<Credentials, Data, Payload>(
  action: ConnectorAction<Credentials, Data, Payload>,
): ConnectorAction<Credentials> {
  // Sound: the engine only ever hands an action the data of its own document and the payload of its own `prepare`.
  return action as unknown as ConnectorAction<Credentials>;
}

/** Declares a lookup: `ask` gets what `input` has parsed. */
export function defineLookup<Credentials, Input>(
  lookup: ConnectorLookup<Credentials, Input>,
): ConnectorLookup<Credentials> {
  // Sound: the engine only ever hands a lookup what its own `input` schema has parsed.
  return lookup as unknown as ConnectorLookup<Credentials>;
}
