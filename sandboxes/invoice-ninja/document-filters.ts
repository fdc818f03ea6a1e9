import type { BillingDocument } from './entities.js';
import { invoiceStatus, quoteStatus } from './statuses.js';
import type { DocumentKind } from './tables.js';

type Filter = (document: BillingDocument, value: string) => boolean;

/** The filters of a list of documents, by the name of the query parameter. `today` is `YYYY-MM-DD`. */
export function documentFilters(kind: DocumentKind, today: string): Record<string, Filter> {
  return {
    client_id: ({ client_id }, id) => client_id === id,
    number: ({ number }, wanted) => number === wanted,
    filter: (document, part) =>
      [document.number, document.po_number, document.date, document.custom_value1, document.custom_value2]
        .concat(document.custom_value3, document.custom_value4, String(document.amount), String(document.balance))
        .some((text) => text.toLowerCase().includes(part.toLowerCase())),
    client_status: (document, names) =>
      names.split(',').some((name) => name === 'all' || clientStatuses[kind][name]?.(document, today)),
  };
}

const isOpen = ({ status_id }: BillingDocument) =>
  status_id === invoiceStatus.sent || status_id === invoiceStatus.partial;
const isPast = (day: string, today: string) => day !== '' && day < today;

/** The statuses as clients see them; overdue (-1), unpaid (-2) and expired (-1) are computed and never stored. */
const clientStatuses: Readonly<
  Record<DocumentKind, Record<string, (document: BillingDocument, today: string) => boolean>>
> = {
  invoices: {
    draft: ({ status_id }) => status_id === invoiceStatus.draft,
    paid: ({ status_id }) => status_id === invoiceStatus.paid,
    unpaid: isOpen,
    overdue: (invoice, today) =>
      isOpen(invoice) && (isPast(invoice.due_date, today) || isPast(invoice.partial_due_date, today)),
    cancelled: ({ status_id }) => status_id === invoiceStatus.cancelled,
    reversed: ({ status_id }) => status_id === invoiceStatus.reversed,
  },
  quotes: {
    draft: ({ status_id }) => status_id === quoteStatus.draft,
    sent: ({ status_id, due_date }, today) => status_id === quoteStatus.sent && !isPast(due_date, today),
    approved: ({ status_id }) => status_id === quoteStatus.approved,
    converted: ({ status_id }) => status_id === quoteStatus.converted,
    expired: ({ status_id, due_date }, today) => status_id === quoteStatus.sent && isPast(due_date, today),
  },
  credits: {},
};
