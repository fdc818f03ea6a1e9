import type { SignatureState } from './signature-state.js';

/** What was heard of a signature. */
export interface SignatureNews {
  state: SignatureState;
  signer: { name: string | null; email: string | null } | null;
  reason: string | null;
  /** When it happened. */
  at: Date;
}
