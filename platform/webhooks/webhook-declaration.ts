import type { SubjectType } from '../connectors/subject-type.js';

/** How a vendor proves that a body is its own; verification itself lives once, in `verify-webhook.ts`. */
export type WebhookProof =
  /** HMAC-SHA-256 of the raw bytes, in hexadecimal, with or without `sha256=`. */
  | { scheme: 'hmac-sha256-hex'; header: string }
  /** The same in base64. */
  | { scheme: 'hmac-sha256-base64'; header: string }
  /** `<seconds>.<hex HMAC-SHA-256 of "<seconds>.<body>">`, refused when the moment is further from now than this. */
  | { scheme: 'timestamped-hmac-sha256-hex'; header: string; toleranceSeconds: number }
  /** Nothing is signed: a secret goes along in a header that was typed in at the vendor. */
  | { scheme: 'shared-secret'; header: string };

/** What of a request, besides its body, says what it is about. */
export interface WebhookRequest {
  /** From the address, `?topic=`: for vendors whose bodies do not name their event. */
  topic: string | null;
  /** When it came in. */
  receivedAt: Date;
}

/** What a vendor's webhook looks like. */
export interface WebhookDeclaration<Credentials> {
  /** One of them has to hold; headers in lower case. */
  proofs: readonly WebhookProof[];
  /** The secret of a connection for a topic; `null` when it was given none, and then nothing is accepted. */
  secretOf(credentials: Credentials, topic: string | null): string | null;
  /**
   * Reads a verified body; one body may tell of several events, in order. Empty for what is of no interest here.
   * @throws InvalidInputError when it is not what the vendor documents
   */
  parse(body: unknown, request: WebhookRequest): readonly InboundEvent[];
  /**
   * A body older than this by the moment it names is refused, in seconds; `null` where the moment is not to be held
   * against it: it is not signed, or the vendor repeats for days.
   */
  maxAgeSeconds: number | null;
}

/** A vendor's event in the hub's terms. */
export interface InboundEvent {
  /** As the vendor names it. */
  type: string;
  /** When it happened at the vendor. */
  occurredAt: Date;
  /** Our reference, as the vendor was given it. */
  reference: string | null;
  externalId: string | null;
  /** The vendor's new word for the thing's state; `null` when the event says nothing of it. */
  vendorStatus: string | null;
  /** Whether that state means that the vendor refused the thing for good. */
  refused: boolean;
  /** One line a person can read. */
  summary: string;
  /** What it means beyond the state of a delivery. */
  news?: VendorNews;
}

/** How far a signature has come. */
export const signatureStates = [
  'REQUESTED',
  'VIEWED',
  'PARTLY_SIGNED',
  'COMPLETED',
  'DECLINED',
  'EXPIRED',
  'CANCELLED',
] as const;
export type SignatureState = (typeof signatureStates)[number];

/** What a person did, or was sent, at a vendor. */
export const touchActivities = ['EMAIL_SENT', 'EMAIL_OPENED', 'FORM_SUBMITTED', 'PAGE_VISITED', 'OTHER'] as const;
export type TouchActivity = (typeof touchActivities)[number];

/** What a vendor's event means in the hub. */
export type VendorNews =
  /** A signature moved on. `externalId` of the event is what the vendor calls the request. */
  | {
      kind: 'signature';
      state: SignatureState;
      signer: { name: string | null; email: string | null } | null;
      reason: string | null;
    }
  /** A shared record changed: it is read anew. `externalId` of the event names it. */
  | { kind: 'record'; record: SubjectType }
  /** A person took consent back, or gave it, at the vendor. */
  | { kind: 'consent'; email: string | null; channel: 'EMAIL' | 'SMS'; granted: boolean; reason: string | null }
  /** Something to see in the contact's timeline, and nothing else. */
  | { kind: 'touch'; email: string | null; activity?: TouchActivity; title: string; key: string };
