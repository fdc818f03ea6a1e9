import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import type { InboundEvent } from '../webhooks/webhook-declaration.js';
import type { ConnectorSession } from './connector-session.js';
import type { SubjectType } from './subject-type.js';

/** A record as the vendor has it, in the hub's terms: what both sides are compared by. */
export interface RemoteRecord {
  externalId: string;
  /** When the vendor last changed it. */
  updatedAt: Date;
  /** It is gone at the vendor, or was put out of use there. */
  deleted: boolean;
  /** Our reference, where the vendor keeps it: an invoice's number, a customer's e-mail address. */
  reference: string | null;
  /** The shared fields, by the hub's names: amounts in minor units, moments as ISO 8601. */
  fields: Readonly<Record<string, unknown>>;
}

/** A page of what changed at the vendor. */
export interface RemotePage {
  records: readonly RemoteRecord[];
  /** Where the next page begins; `null` after the last. */
  next: string | null;
  /** What else is to be seen there that webhooks tell of, and one may have been lost: consents taken back. */
  events?: readonly InboundEvent[];
}

/** One type of record that the hub and a vendor share. */
export interface SharedRecord<Credentials, Data = unknown, Settings = unknown> {
  /** Reads our side: one field of the graph, and one variable, `$id`. It is asked for many records at once. */
  document: TypedDocumentNode<Data, { id: string }>;
  /** Our side in the same terms as the vendor's; `null` when it is not for this vendor. */
  fieldsOf(data: Data): Readonly<Record<string, unknown>> | null;
  /** `null` when the vendor knows no such id. @throws VendorError */
  read(session: ConnectorSession<Credentials, Settings>, externalId: string): Promise<RemoteRecord | null>;
  /**
   * What changed at the vendor since then, oldest first, all of it when `since` is `null`. The hub asks from a little
   * before the last time on, so that a record is told twice rather than never.
   * @throws VendorError
   */
  changedSince(
    session: ConnectorSession<Credentials, Settings>,
    since: Date | null,
    page: string | null,
  ): Promise<RemotePage>;
  /** The action that brings the vendor's side up to date with ours. */
  pushedBy: string;
  /**
   * What that action is given along, as its `input` wants it: both sides were just compared, and a rule or a person gave
   * it to us, so that it may write over what the vendor has. Default: nothing.
   */
  pushInput?: unknown;
}

export type VendorRecords<Credentials, Settings = unknown> = Readonly<
  Partial<Record<SubjectType, SharedRecord<Credentials, unknown, Settings>>>
>;

/** Declares a shared record: `fieldsOf` gets the data of its own document. */
export function defineRecord<Credentials, Data, Settings = unknown>(
  record: SharedRecord<Credentials, Data, Settings>,
): SharedRecord<Credentials, unknown, Settings> {
  // Sound: the engine only ever hands a record the data of its own document.
  return record as unknown as SharedRecord<Credentials, unknown, Settings>;
}
