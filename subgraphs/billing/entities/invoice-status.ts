import { registerEnumType } from 'type-graphql';

export const InvoiceStatus = {
  DRAFT: 'DRAFT',
  SENT: 'SENT',
  VIEWED: 'VIEWED',
  PARTIAL: 'PARTIAL',
  PAID: 'PAID',
  OVERDUE: 'OVERDUE',
  CANCELLED: 'CANCELLED',
  ARCHIVED: 'ARCHIVED',
} as const;
export type InvoiceStatus = (typeof InvoiceStatus)[keyof typeof InvoiceStatus];

registerEnumType(InvoiceStatus, {
  name: 'InvoiceStatus',
  valuesConfig: {
    PARTIAL: { description: 'Some of it is paid. Follows from the payments.' },
    PAID: { description: 'All of it is paid. Follows from the payments.' },
    OVERDUE: { description: 'Not all paid when it was due. Set by the hub; stays until all is paid.' },
  },
});

/**
 * Which status may follow which. An overdue invoice that is paid in part stays overdue. Only a draft is cancelled by
 * itself: what was sent, when credit notes have taken back all of it.
 */
export const invoiceTransitions: Readonly<Record<InvoiceStatus, readonly InvoiceStatus[]>> = {
  DRAFT: ['SENT', 'CANCELLED'],
  SENT: ['VIEWED', 'PARTIAL', 'PAID', 'OVERDUE', 'CANCELLED'],
  VIEWED: ['PARTIAL', 'PAID', 'OVERDUE', 'CANCELLED'],
  PARTIAL: ['PAID', 'OVERDUE', 'CANCELLED'],
  PAID: ['ARCHIVED', 'CANCELLED'],
  OVERDUE: ['PAID', 'CANCELLED'],
  CANCELLED: ['ARCHIVED'],
  ARCHIVED: [],
};

/** A credit note is issued at once and asks for nothing. */
export const creditNoteTransitions: Readonly<Record<InvoiceStatus, readonly InvoiceStatus[]>> = {
  DRAFT: [],
  SENT: ['VIEWED', 'ARCHIVED'],
  VIEWED: ['ARCHIVED'],
  PARTIAL: [],
  PAID: [],
  OVERDUE: [],
  CANCELLED: [],
  ARCHIVED: [],
};
