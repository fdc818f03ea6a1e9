import type { Caller } from '../../../platform/service/caller.js';
import { billing } from '../../../subgraphs/billing/definition.js';
import { type SubgraphHarness, startSubgraphs, type TestSubgraph } from '../../support/subgraph-harness.js';

interface Document {
  id: string;
  status: string;
  version: number;
  totals: { gross: { amount: number } };
}

export interface QuoteAnswer extends Document {
  number: string;
  validUntil: string | null;
}

export interface InvoiceAnswer extends Document {
  number: string | null;
  dueAt: string | null;
}

export interface PaymentAnswer {
  id: string;
  invoice: InvoiceAnswer;
}

export interface BillingKit extends SubgraphHarness {
  graph: TestSubgraph;
  /** A company and a customer to bill, of the caller's organization. */
  parties(caller?: Caller): Promise<{ companyId: string; customerId: string }>;
  /** A draft over 120.00 EUR, unless told otherwise. */
  quote(input?: object, caller?: Caller): Promise<QuoteAnswer>;
  invoice(input?: object, caller?: Caller): Promise<InvoiceAnswer>;
  /** Runs a mutation on a quote or an invoice: `step('signQuote', id, 'signedBy: "Ada"')`. */
  step<Answer = QuoteAnswer & InvoiceAnswer>(mutation: string, id: string, args?: string): Promise<Answer>;
  /** The refusal of the same. */
  refused(mutation: string, id: string, args?: string): Promise<Record<string, unknown>>;
  pay(invoiceId: string, amount: number, more?: object): Promise<PaymentAnswer>;
}

/** 100.00 EUR and 20 % VAT: 120.00 EUR. */
const oneHundred = { description: 'Heat pump', unitPrice: 10_000, vatRate: 2_000 };

const quoteFields = `id number status version title currency validUntil sentAt viewedAt signedAt signedBy
  rejectedAt rejectionReason totals { gross { amount } }`;
const invoiceFields = `id number status version currency issuedAt dueAt viewedAt paidAt cancelledAt
  cancellationReason quotePercentage paid { amount } balance { amount currency } totals { gross { amount } }`;
export const payMutation = `mutation ($input: RecordPaymentInput!) {
  recordPayment(input: $input) { id amount { amount currency } method receivedAt reference invoice { ${invoiceFields} } }
}`;

/** A billing subgraph with hands to work it. */
export async function startBilling(): Promise<BillingKit> {
  const harness = await startSubgraphs([billing]);
  const graph = harness.subgraph('billing');

  const parties: BillingKit['parties'] = async (caller) => {
    const mutation = `mutation {
      company: createCompany(input: { name: "Valoren" }) { id }
      customer: createCustomer(input: { name: "Marie Curie", email: "marie@example.org" }) { id }
    }`;
    const made = await graph.data<Record<'company' | 'customer', { id: string }>>(mutation, {}, caller);
    return { companyId: made.company.id, customerId: made.customer.id };
  };

  const create =
    <Answer>(kind: string, fields: string) =>
    async (input: object = {}, caller?: Caller): Promise<Answer> => {
      const mutation = `mutation ($input: Create${kind}Input!) { made: create${kind}(input: $input) { ${fields} } }`;
      const whole = { ...('companyId' in input ? {} : await parties(caller)), lines: [oneHundred], ...input };
      return (await graph.data<{ made: Answer }>(mutation, { input: whole }, caller)).made;
    };

  const stepQuery = (mutation: string, id: string, args = '') =>
    `mutation { done: ${mutation}(id: "${id}" ${args}) { ${mutation.includes('Quote') ? quoteFields : invoiceFields} } }`;

  return {
    ...harness,
    graph,
    parties,
    quote: create<QuoteAnswer>('Quote', quoteFields),
    invoice: create<InvoiceAnswer>('Invoice', invoiceFields),
    step: async <Answer>(mutation: string, id: string, args?: string) =>
      (await graph.data<{ done: Answer }>(stepQuery(mutation, id, args))).done,
    refused: (mutation, id, args) => graph.refusal(stepQuery(mutation, id, args)),
    async pay(invoiceId, amount, more = {}) {
      const input = { invoiceId, amount, method: 'BANK_TRANSFER', ...more };
      return (await graph.data<{ recordPayment: PaymentAnswer }>(payMutation, { input })).recordPayment;
    },
  };
}
