import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { z } from 'zod';
import type { Violation } from '../errors/violations.js';
import type { InboundEvent, WebhookDeclaration } from '../webhooks/webhook-declaration.js';
import type { ConnectorSession } from './connector-session.js';
import type { RateLimit } from './rate-limit.js';
import type { SubjectType } from './subject-type.js';
import type { VendorRecords } from './vendor-records.js';

// Whoever declares a connector finds all that it takes here.
export type { ConnectorSession } from './connector-session.js';
export { type SubjectType, subjectTypes } from './subject-type.js';

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
      /**
       * The id of another subject that it needs something of: a contact's consent, a customer's e-mail address. It goes on
       * when that one changes, and holds up nothing else of its own subject meanwhile.
       */
      awaits?: string;
    };

/** Another subject that the vendor has to have before this one. */
export interface NeededSubject {
  type: SubjectType;
  id: string;
  /** What people know it by: its own delivery is called so. */
  reference: string;
}

/** Under which a needed subject stands in `KnownSubject.others`. */
export const subjectKey = ({ type, id }: Pick<NeededSubject, 'type' | 'id'>): string => `${type}:${id}`;

/** What the vendor holds of a subject already, through the other deliveries of it. */
export interface KnownSubject {
  /** The vendor's id for it; `null` while the vendor has not accepted it. */
  externalId: string | null;
  /** What it has, or may have, item by item: see `contents`. */
  items: ReadonlySet<string>;
  /** The vendor's ids for what the action needs, all of them, by `subjectKey`. */
  others: ReadonlyMap<string, string>;
}

/** What is known of a subject that was never delivered, and all that the first delivery of one needs. */
export const nothingKnown: KnownSubject = { externalId: null, items: new Set(), others: new Map() };

/** What was asked for, beyond the subject. */
export interface Asked<Settings = unknown> {
  /** Which of several of the same action: the level of a reminder. Empty where there is only one. */
  variant: string;
  /** What a person gave along with the request, as the action's `input` has parsed it; `null` when nobody did. */
  input: unknown;
  settings: Settings;
  /** When it was: the same however often it is tried. */
  at: Date;
}

/** Nothing beyond the subject. */
export const nothingAsked: Asked = { variant: '', input: null, settings: {}, at: new Date(0) };

/** What the vendor holds now. */
export interface Receipt {
  /** The vendor's id; `null` when it has the thing and did not say under which. */
  externalId: string | null;
  /** The vendor's word for its state. */
  vendorStatus: string | null;
  /** It was there from an earlier attempt: what it contains is what that one sent. */
  earlier?: boolean;
  /** What the hub has to know of it besides, in its own terms: who signs where, what an invoice is called there. */
  facts?: Readonly<Record<string, unknown>>;
}

/** One thing a connector can do with one subject. */
export interface ConnectorAction<Credentials, Data = unknown, Payload = unknown, Settings = unknown> {
  /** What it is about. Default: an intervention. */
  subject?: SubjectType;
  /**
   * May be asked for again for the same subject and variant, each time it changes: an upsert. What still waits takes the
   * change along. `known.externalId` is what the vendor calls the subject, once it has it.
   */
  repeats?: true;
  /** What a person may give along; absent where nothing can be. */
  input?: z.ZodType;
  /**
   * The vendor is left with a record of the subject, under the receipt's `externalId`: kept, so that later actions and
   * events find each other. Absent where the receipt names something else, or nothing.
   */
  leaves?: SubjectType;
  /** The GraphQL document that reads all the payload needs; its one variable is `$id`, the subject. */
  document: TypedDocumentNode<Data, { id: string }>;
  /**
   * What the vendor has to have first, by the document's data: an invoice's customer. What it has not is brought there by
   * the action that `leaves` such a record of such a subject, and this one waits. Must not go in circles.
   */
  needs?(data: Data): readonly NeededSubject[];
  /** Pure: from the document's data to the payload. Names every violation, not the first. */
  prepare(data: Data, known: KnownSubject, asked: Asked<Settings>): Prepared<Payload>;
  /** @throws VendorError */
  send(session: ConnectorSession<Credentials, Settings>, payload: Payload, known: KnownSubject): Promise<Receipt>;
  /**
   * Asks the vendor whether it already has what an earlier attempt may have sent; `null` when it has not, or cannot say
   * and refuses duplicates by itself. `askedAt`: when it was asked for, so that nothing older is it. `null` in its place:
   * the vendor cannot be asked and takes duplicates, so that an unknown outcome is for a person to look at.
   * @throws CannotTellError when the answer is neither yes nor no (yet): it is asked again, and in the end a person looks
   * @throws VendorError
   */
  reconcile:
    | ((session: ConnectorSession<Credentials, Settings>, payload: Payload, askedAt: Date) => Promise<Receipt | null>)
    | null;
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
export interface ConnectorLookup<Credentials, Input = unknown, Settings = unknown> {
  /** How long answers hold, in milliseconds. Default: a day when positive, an hour when not. */
  holds?: { positiveMs: number; negativeMs: number };
  /** Brings equal questions to one form, and refuses what the vendor need not be asked. */
  input: z.ZodType<Input>;
  /** "No such thing" is an answer, not an error. @throws VendorError */
  ask(session: ConnectorSession<Credentials, Settings>, input: Input): Promise<LookupAnswer>;
}

/** A file that the vendor made. */
export interface DownloadedFile {
  name: string;
  mediaType: string;
  /** At most 8 MiB. */
  bytes: Uint8Array;
}

/** One kind of file a connector can fetch from its vendor. */
export interface ConnectorDownload<Credentials, Input = unknown, Settings = unknown> {
  /** Refuses what the vendor need not be asked. */
  input: z.ZodType<Input>;
  /** `null` when the vendor has no such thing. @throws VendorError */
  fetch(session: ConnectorSession<Credentials, Settings>, input: Input): Promise<DownloadedFile | null>;
}

/** A status as the vendor told it when it was asked; `occurredAt` is `null` when it did not say since when it holds. */
export type PolledStatus = Omit<InboundEvent, 'occurredAt'> & { occurredAt: Date | null };

/** The vendor's own status of what it was sent: webhooks tell of it, and it can be asked for. */
export interface VendorStatus<Credentials, Settings = unknown> {
  /** The actions whose deliveries have it. */
  actions: readonly string[];
  /** The words after which no other comes. */
  final: readonly string[];
  /** Those of them that are a refusal. */
  refused: readonly string[];
  /** `null` when the vendor knows no such id. @throws VendorError */
  read(session: ConnectorSession<Credentials, Settings>, externalId: string): Promise<PolledStatus | null>;
}

/** A token as the vendor gave it. */
export interface IssuedToken {
  accessToken: string;
  expiresInSeconds: number;
}

export interface Connector<Credentials = unknown, Settings = unknown> {
  /** Kebab-case; what `Delivery.connector` says. */
  key: string;
  /** Read by people, in the console and the docs. */
  title: string;
  /** What a connection must be given. Every value is secret, stored encrypted and never read back. */
  credentials: z.ZodType<Credentials>;
  /** What a connection may be configured with, every value with a default; shown to administrators. Absent: nothing. */
  settings?: z.ZodType<Settings>;
  /** What the vendor allows an account, over any stretch of time; absent when it documents no limit. */
  limits?: readonly RateLimit[];
  /** Absent for vendors whose key goes along with every request. */
  requestToken?(session: Omit<ConnectorSession<Credentials, Settings>, 'accessToken'>): Promise<IssuedToken>;
  /**
   * One cheap request that changes nothing and needs the credentials: whether they and the address are right. Absent
   * where getting a token says as much, or nothing does.
   * @throws VendorError
   */
  check?(session: ConnectorSession<Credentials, Settings>): Promise<void>;
  /** Absent for vendors that send none. */
  webhook?: WebhookDeclaration<Credentials>;
  actions: Readonly<Record<string, ConnectorAction<Credentials, unknown, unknown, Settings>>>;
  /** Absent for vendors that keep no status of what they were sent. */
  status?: VendorStatus<Credentials, Settings>;
  /** Absent for vendors that are only told things. */
  lookups?: Readonly<Record<string, ConnectorLookup<Credentials, unknown, Settings>>>;
  /** Absent for vendors that make no files. */
  downloads?: Readonly<Record<string, ConnectorDownload<Credentials, unknown, Settings>>>;
  /**
   * Has the vendor tell the hub of every topic of its webhook at an address, and renews the secrets of what it tells
   * already; done twice, it is done once. The topics that were not there. Absent where people do that at the vendor.
   * @throws VendorError
   * @throws InvalidInputError when the credentials have no webhook secret
   */
  subscribe?(
    session: ConnectorSession<Credentials, Settings>,
    address: { urlOf(topic: string): string },
  ): Promise<readonly string[]>;
  /** What both sides may change, kept in step both ways. Absent for vendors that only take. */
  records?: VendorRecords<Credentials, Settings>;
}

/** Declares a connector; its credentials' type is checked against itself and then forgotten. */
export function defineConnector<Credentials, Settings = unknown>(
  connector: Connector<Credentials, Settings>,
): Connector {
  // Sound: the engine only ever hands a connector what its own `credentials` schema has parsed.
  return connector as unknown as Connector;
}

/** Declares an action: `prepare`, `send` and `reconcile` agree on the payload's type. */
export function defineAction<Credentials, Data, Payload, Settings = unknown>(
  action: ConnectorAction<Credentials, Data, Payload, Settings>,
): ConnectorAction<Credentials, unknown, unknown, Settings> {
  // Sound: the engine only ever hands an action the data of its own document and the payload of its own `prepare`.
  return action as unknown as ConnectorAction<Credentials, unknown, unknown, Settings>;
}

/** Declares a lookup: `ask` gets what `input` has parsed. */
export function defineLookup<Credentials, Input, Settings = unknown>(
  lookup: ConnectorLookup<Credentials, Input, Settings>,
): ConnectorLookup<Credentials, unknown, Settings> {
  // Sound: the engine only ever hands a lookup what its own `input` schema has parsed.
  return lookup as unknown as ConnectorLookup<Credentials, unknown, Settings>;
}

/** Declares a download: `fetch` gets what `input` has parsed. */
export function defineDownload<Credentials, Input, Settings = unknown>(
  download: ConnectorDownload<Credentials, Input, Settings>,
): ConnectorDownload<Credentials, unknown, Settings> {
  // Sound: the engine only ever hands a download what its own `input` schema has parsed.
  return download as unknown as ConnectorDownload<Credentials, unknown, Settings>;
}
