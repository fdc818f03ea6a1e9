import type { InvoiceStatus, QuoteStatus } from '../../schema/operations.js';
import type { DocumentKind, VendorDocument } from './wire.js';

/** What can be done to a document there, one after the other. */
export type DocumentAction = 'mark_sent' | 'approve' | 'cancel' | 'archive';

interface Row {
  ours: InvoiceStatus | QuoteStatus;
  /** Its ids there; any when it does not go by them, none when it is never read. */
  ids: readonly string[] | 'any';
  /** What has to be so as well. */
  and?: 'archived' | 'viewed';
  /** What is done there once a document of ours has come to it. */
  asks: readonly DocumentAction[];
}

/**
 * Our statuses and those of Invoice Ninja, one table for both directions: what a document there is called here is the
 * first row that fits, and what is done there for one of ours is its row's `asks`.
 *
 * Paid and partly paid ask for nothing more: there they follow from the payments. Below zero are statuses that the
 * server computes for its lists.
 */
export const statuses: Readonly<Record<DocumentKind, readonly Row[]>> = {
  invoices: [
    { ours: 'ARCHIVED', ids: 'any', and: 'archived', asks: ['mark_sent', 'archive'] },
    { ours: 'CANCELLED', ids: ['5', '6'], asks: ['mark_sent', 'cancel'] },
    { ours: 'PAID', ids: ['4'], asks: ['mark_sent'] },
    { ours: 'PARTIAL', ids: ['3'], asks: ['mark_sent'] },
    { ours: 'OVERDUE', ids: ['-1'], asks: ['mark_sent'] },
    { ours: 'VIEWED', ids: ['2', '-2'], and: 'viewed', asks: ['mark_sent'] },
    { ours: 'SENT', ids: ['2', '-2'], asks: ['mark_sent'] },
    { ours: 'DRAFT', ids: ['1', ''], asks: [] },
  ],
  // A credit note of ours is an invoice there of another kind. The description has no way to archive one by itself.
  credits: [
    { ours: 'ARCHIVED', ids: 'any', and: 'archived', asks: ['mark_sent'] },
    { ours: 'SENT', ids: ['2', '3', '4'], asks: ['mark_sent'] },
    { ours: 'DRAFT', ids: ['1', ''], asks: [] },
  ],
  quotes: [
    { ours: 'SIGNED', ids: ['3', '4'], asks: ['mark_sent', 'approve'] },
    { ours: 'EXPIRED', ids: ['-1'], asks: ['mark_sent'] },
    { ours: 'VIEWED', ids: ['2'], and: 'viewed', asks: ['mark_sent'] },
    { ours: 'SENT', ids: ['2'], asks: ['mark_sent'] },
    { ours: 'DRAFT', ids: ['1', ''], asks: [] },
    // It knows no refusal; archived, a quote cannot be approved by mistake.
    { ours: 'REJECTED', ids: [], asks: ['mark_sent', 'archive'] },
  ],
};

/** When the customer first looked at it, by its invitations; `null` when nobody did. */
export function viewedAt({ invitations }: VendorDocument): string | null {
  const views = invitations.map(({ viewed_date }) => viewed_date ?? '').filter((date) => date !== '');
  return views.sort()[0] ?? null;
}

/** What a document there is called here; `SENT` for a status that is not known, so that its amounts are left alone. */
export function statusOf(kind: DocumentKind, document: VendorDocument): InvoiceStatus | QuoteStatus {
  const holds = { archived: document.archived_at > 0, viewed: viewedAt(document) !== null };
  const found = statuses[kind].find(
    ({ ids, and }) => (ids === 'any' || ids.includes(document.status_id)) && (!and || holds[and]),
  );
  return found?.ours ?? 'SENT';
}

/** What remains to be done there until a document is what ours has come to. */
export function actionsLeft(kind: DocumentKind, ours: string, document: VendorDocument): DocumentAction[] {
  const status = statusOf(kind, { ...document, archived_at: 0 });
  const isDone: Record<DocumentAction, boolean> = {
    mark_sent: status !== 'DRAFT',
    approve: status === 'SIGNED',
    cancel: status === 'CANCELLED',
    archive: document.archived_at > 0,
  };
  const row = statuses[kind].find((one) => one.ours === ours);
  return (row ?? { asks: ['mark_sent' as const] }).asks.filter((action) => !isDone[action]);
}

/**
 * The status as a field of both sides; none for a quote that is over, since Invoice Ninja keeps none as expired or refused
 * and would never come to agree.
 */
export const comparedStatus = (status: InvoiceStatus | QuoteStatus): { status?: InvoiceStatus | QuoteStatus } =>
  status === 'EXPIRED' || status === 'REJECTED' ? {} : { status };
