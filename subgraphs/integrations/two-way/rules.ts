import type { SubjectType } from '../../../platform/connectors/connector.js';
import { invoiceStatus, quoteStatus, type StatusRule } from './status-rules.js';

/**
 * Who wins when both sides changed a field since they last agreed. What one side alone changed is always taken over by
 * the other, whatever the rule.
 *
 * - `ours`, `theirs`: that side
 * - `latest`: whose record was changed last
 * - `ours until sent`: ours; once it was sent, a person decides
 * - `person`: nobody: it goes to the conflict inbox
 */
export type FieldRule = 'ours' | 'theirs' | 'latest' | 'ours until sent' | 'person';

/** The shared fields of a record, by the names that connectors use. What is not named here follows from something else. */
export type RecordRules = Readonly<Record<string, FieldRule | StatusRule>>;

const ofDocument: RecordRules = {
  number: 'ours',
  currency: 'ours until sent',
  gross: 'ours until sent',
  lines: 'ours until sent',
  title: 'ours until sent',
  issuedAt: 'ours',
  customer: 'ours',
  notes: 'latest',
};

/** What `paid` of an invoice says follows from its payments, which are records of their own. */
export const recordRules: Readonly<Partial<Record<SubjectType, RecordRules>>> = {
  invoice: { ...ofDocument, dueAt: 'ours until sent', status: invoiceStatus },
  quote: { ...ofDocument, validUntil: 'ours until sent', status: quoteStatus },
  // Money comes in where the bank is: at the vendor.
  payment: {
    amount: 'theirs',
    currency: 'theirs',
    receivedAt: 'theirs',
    method: 'theirs',
    reference: 'theirs',
    invoice: 'theirs',
  },
  customer: {
    name: 'latest',
    email: 'latest',
    phone: 'latest',
    street: 'latest',
    postalCode: 'latest',
    city: 'latest',
    country: 'latest',
  },
  contact: { firstName: 'latest', lastName: 'latest', email: 'latest', phone: 'latest', tags: 'latest' },
};
