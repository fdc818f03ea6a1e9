/** What a vendor's webhook looks like; verification itself lives once, in `verify-signature.ts`. */
export interface WebhookDeclaration<Credentials> {
  /** The header that carries the signature, in lower case. */
  signatureHeader: string;
  scheme: 'hmac-sha256-hex';
  /** The signing secret of a connection; `null` when it was given none, and then nothing is accepted. */
  secretOf(credentials: Credentials): string | null;
  /**
   * Reads a verified body.
   * @throws InvalidInputError when it is not what the vendor documents
   */
  parse(body: unknown): InboundEvent;
  /** A body older than this is refused, in seconds. */
  maxAgeSeconds: number;
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
}
