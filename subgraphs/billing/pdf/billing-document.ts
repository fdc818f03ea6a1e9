import type { CustomerKind } from '../entities/customer-kind.js';
import type { InvoiceKind } from '../entities/invoice-kind.js';
import type { Line } from '../entities/line.js';
import type { PostalAddress } from '../entities/postal-address.js';
import type { Totals } from '../entities/totals.js';

/** The company as its documents name it. */
export interface Issuer {
  name: string;
  legalName: string | null;
  legalForm: string | null;
  /** Cents of EUR. */
  shareCapital: number | null;
  siren: string | null;
  siret: string | null;
  rcs: string | null;
  vatNumber: string | null;
  vatExempt: boolean;
  address: PostalAddress | null;
  email: string | null;
  phone: string | null;
  iban: string | null;
  bic: string | null;
  insurance: string | null;
}

export interface Recipient {
  kind: CustomerKind;
  name: string;
  address: PostalAddress | null;
  email: string | null;
  phone: string | null;
}

/** All that is printed, and nothing else: the same document gives the same bytes. */
export interface BillingDocument {
  kind: 'QUOTE' | InvoiceKind;
  /** Not sent yet: says so on every page. */
  draft: boolean;
  /** `null` for an invoice that was not sent. */
  number: string | null;
  /** When it was sent; made, for a draft. */
  date: Date;
  validUntil: Date | null;
  dueAt: Date | null;
  /** What it follows from, with its name: `Devis QUO-2025-0001 du 02/06/2025`. */
  reference: string | null;
  title: string | null;
  notes: string | null;
  currency: string;
  issuer: Issuer;
  recipient: Recipient;
  lines: readonly Line[];
  totals: Totals;
  /** Asked when the quote is signed, or some whole days later. */
  deposit: { percentage: number; amount: number; delayDays: number } | null;
  paymentTermDays: number;
}
