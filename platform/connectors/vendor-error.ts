import { HubError, type HubErrorOptions } from '../errors/hub-error.js';

/**
 * What a failed call to a vendor means for the delivery behind it. Each class is declared once, here; what follows
 * from it is the delivery engine's table.
 *
 * - `retryable`: the vendor did not do it, and may the next time (not reachable, 5xx before any effect is certain)
 * - `rate-limited`: refused for its pace alone
 * - `authentication`: the token or key was not accepted
 * - `permanent`: refused for what was sent; the same again would be refused again
 * - `unknown-outcome`: it may have been done; ask the vendor before sending again
 */
export type VendorErrorKind = 'retryable' | 'rate-limited' | 'authentication' | 'permanent' | 'unknown-outcome';

export interface VendorErrorFacts extends HubErrorOptions {
  kind: VendorErrorKind;
  /** As the vendor names it (`VALIDATION_ERROR`), or ours for what never got an answer (`TIMEOUT`). */
  vendorCode: string;
  httpStatus?: number | undefined;
  vendorRequestId?: string | undefined;
  /** From `Retry-After`, in milliseconds. */
  retryAfterMs?: number | undefined;
}

/** A call to a vendor that did not succeed. */
export class VendorError extends HubError {
  readonly code = 'VENDOR_ERROR';
  readonly httpStatus = 502;
  readonly kind: VendorErrorKind;
  readonly vendorCode: string;
  readonly vendorStatus: number | undefined;
  readonly vendorRequestId: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, facts: VendorErrorFacts) {
    super(message, facts);
    this.kind = facts.kind;
    this.vendorCode = facts.vendorCode;
    this.vendorStatus = facts.httpStatus;
    this.vendorRequestId = facts.vendorRequestId;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** The vendor was asked what became of an earlier attempt, and its answer leaves that open. */
export class CannotTellError extends VendorError {
  constructor(message: string) {
    super(message, { kind: 'unknown-outcome', vendorCode: 'CANNOT_TELL' });
  }
}
