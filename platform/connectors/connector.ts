import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { z } from 'zod';
import type { Violation } from '../errors/violations.js';
import type { HttpClient } from '../http/http-client.js';
import type { InboundEvent, WebhookDeclaration } from '../webhooks/webhook-declaration.js';
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
  | {
      ready: false;
      reason: string;
      violations: readonly Violation[];
      /** When it is not for anybody to mend: the vendor has all of it, or not yet what this is an update of. */
      because?: 'nothing-new' | 'not-published';
    };

/** What the vendor holds of a subject already, through the other deliveries of it. */
export interface KnownSubject {
  /** The vendor's id for it; `null` while the vendor has not accepted it. */
  externalId: string | null;
  /** What it has, or may have, item by item: see `contents`. */
  items: ReadonlySet<string>;
}

/** What is known of a subject that was never delivered, and all that the first delivery of one needs. */
export const nothingKnown: KnownSubject = { externalId: null, items: new Set() };

/** What the vendor holds now. */
export interface Receipt {
  /** The vendor's id; `null` when it has the thing and did not say under which. */
  externalId: string | null;
  /** The vendor's word for its state. */
  vendorStatus: string | null;
  /** It was there from an earlier attempt: what it contains is what that one sent. */
  earlier?: boolean;
}

/** One thing a connector can do with one subject. */
export interface ConnectorAction<Credentials, Data = unknown, Payload = unknown> {
  /** The GraphQL document that reads all the payload needs; its one variable is `$id`, the subject. */
  document: TypedDocumentNode<Data, { id: string }>;
  /** Pure: from the document's data to the payload. Names every violation, not the first. */
  prepare(data: Data, known: KnownSubject): Prepared<Payload>;
  /** @throws VendorError */
  send(session: ConnectorSession<Credentials>, payload: Payload, known: KnownSubject): Promise<Receipt>;
  /**
   * Asks the vendor whether it already has what an earlier attempt may have sent; `null` when it has not, or cannot say
   * and refuses duplicates by itself. `null` in its place: the vendor cannot be asked and takes duplicates, so that an
   * unknown outcome is for a person to look at.
   * @throws VendorError
   */
  reconcile: ((session: ConnectorSession<Credentials>, payload: Payload) => Promise<Receipt | null>) | null;
  /**
   * The action this one updates: it goes once that one has got there, and again and again; what changes while one
   * waits goes with it. Absent for what is done once for a subject.
   */
  follows?: string;
  /** The parts of a payload that an update need not send again, each by a name that stays the same. */
  contents?(payload: Payload): readonly string[];
  /** The payload as it goes over the wire; absent where nobody is sent less than the whole of it. */
  format?: z.ZodType<Payload>;
  /**
   * Where in the subject each value of the payload comes from, lists without their indexes: `customer.phone` is
   * `beneficiary.phone`. What is not named here has no lineage.
   */
  sources?: Readonly<Record<string, string>>;
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

/** A status as the vendor told it when it was asked; `occurredAt` is `null` when it did not say since when it holds. */
export type PolledStatus = Omit<InboundEvent, 'occurredAt'> & { occurredAt: Date | null };

/** The vendor's own status of what it was sent: webhooks tell of it, and it can be asked for. */
export interface VendorStatus<Credentials> {
  /** The action whose deliveries have it. */
  action: string;
  /** The words after which no other comes. */
  final: readonly string[];
  /** Those of them that are a refusal. */
  refused: readonly string[];
  /** `null` when the vendor knows no such id. @throws VendorError */
  read(session: ConnectorSession<Credentials>, externalId: string): Promise<PolledStatus | null>;
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
  /**
   * One cheap request that changes nothing and needs the credentials: whether they and the address are right. Absent
   * where getting a token says as much, or nothing does.
   * @throws VendorError
   */
  check?(session: ConnectorSession<Credentials>): Promise<void>;
  /** Absent for vendors that send none. */
  webhook?: WebhookDeclaration<Credentials>;
  actions: Readonly<Record<string, ConnectorAction<Credentials>>>;
  /** Absent for vendors that keep no status of what they were sent. */
  status?: VendorStatus<Credentials>;
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
