import type { Company } from './company.js';
import type { BillingDocument, Client, Payment, SentEmail, Subscription } from './entities.js';
import type { OutgoingWebhook } from './webhooks.js';

/** What one company holds, oldest first. Payments show their idempotency key here, subscriptions their headers. */
export interface CompanyState {
  clients: Client[];
  invoices: BillingDocument[];
  quotes: BillingDocument[];
  credits: BillingDocument[];
  payments: Payment[];
  emails: SentEmail[];
  subscriptions: Subscription[];
  /** Made for its subscriptions, sent or lost. */
  webhooks: OutgoingWebhook[];
}

/** The state of each company by its name, as plain data. */
export function stateOf(companies: readonly Company[]): Record<string, CompanyState> {
  return Object.fromEntries(
    companies.map(({ name, tables, emails, webhooks }) => [
      name,
      structuredClone({
        clients: tables.clients.list(),
        invoices: tables.invoices.list(),
        quotes: tables.quotes.list(),
        credits: tables.credits.list(),
        payments: tables.payments.list(),
        emails,
        subscriptions: webhooks.subscriptions.list(),
        webhooks: webhooks.made,
      }),
    ]),
  );
}
