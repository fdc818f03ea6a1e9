import {
  OrchestrateLeadCreatedDocument,
  OrchestratePaymentReceivedDocument,
  OrchestrateQuoteSentDocument,
  OrchestrateQuoteSignedDocument,
} from '../../../schema/operations.js';
import { type Route, route } from '../route.js';

const path = '/api/integrations/orchestrate';
const orchestrates = {
  tag: 'Orchestration',
  method: 'POST',
  scopes: ['integrations:write'],
  audit: 'orchestration.started',
  description:
    'What happens by itself then, once more and from what is true now: what stands still is taken up again, nothing is done twice. 409 when it has not happened.',
} as const;

/** The consequences of what happened, at a person’s word (requirements 003). */
export const orchestrationRoutes: readonly Route[] = [
  route({
    ...orchestrates,
    path: `${path}/quote-sent/:id`,
    summary: 'What follows from a quote that was sent: its signature is asked for, its campaign starts.',
    document: OrchestrateQuoteSentDocument,
  }),
  route({
    ...orchestrates,
    path: `${path}/quote-signed/:id`,
    summary: 'What follows from a signed quote: its deposit is invoiced and goes to Invoice Ninja.',
    scopes: ['integrations:write', 'billing:write'],
    document: OrchestrateQuoteSignedDocument,
  }),
  route({
    ...orchestrates,
    path: `${path}/payment-received/:id`,
    summary: 'What follows from the payments of an invoice: they are told to both sides.',
    document: OrchestratePaymentReceivedDocument,
  }),
  route({
    ...orchestrates,
    path: `${path}/lead-created/:id`,
    summary: 'What follows from a new lead: Mautic knows it, and nurtures it.',
    document: OrchestrateLeadCreatedDocument,
  }),
];
