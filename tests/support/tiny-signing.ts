import { parse } from 'graphql';
import { z } from 'zod';
import { type Connector, defineAction, defineLookup, type Receipt } from '../../platform/connectors/connector.js';
import type { SignatureState } from '../../platform/webhooks/webhook-declaration.js';
import { createTinyVendor } from './tiny-vendor.js';

/** A request as the tiny vendor has it. */
export interface TinySubmission {
  id: string;
  reference: string;
  input: { email?: string };
  state: SignatureState;
}

/** A vendor of signatures that lives in this process. */
export interface TinySigning {
  connector: Connector;
  submissions: TinySubmission[];
  /** Every other action it was asked for. */
  asked: { action: string; variant: string }[];
  /** What the answer to a request waits for. */
  gate: Promise<void>;
  /** Where its documents are. */
  filesUrl: string;
}

interface Payload {
  reference: string;
  variant: string;
  input: { email?: string };
}

const submissionId = z.object({ submissionId: z.string(), email: z.string().optional() });

export function createTinySigning(): TinySigning {
  const request = (subject: 'quote' | 'terms-acceptance' | 'intervention', field: string) =>
    defineAction<unknown, { subject: { id: string } }, Payload>({
      subject,
      document: parse(`query ($id: ID!) { subject: ${field}(id: $id) { id } }`),
      input: z.record(z.string(), z.unknown()),
      prepare: ({ subject: { id } }, _known, { variant, input }) => ({
        ready: true,
        payload: { reference: `${subject}:${id}`, variant, input: (input ?? {}) as Payload['input'] },
      }),
      async send(_session, { reference, input }): Promise<Receipt> {
        const submission: TinySubmission = {
          id: String(vendor.submissions.length + 1),
          reference,
          input,
          state: 'REQUESTED',
        };
        vendor.submissions.push(submission);
        await vendor.gate;
        const signers = [{ name: 'Marie Curie', email: input.email ?? 'marie@example.org' }];
        return { externalId: submission.id, vendorStatus: 'pending', facts: { signers } };
      },
      reconcile: async () => null,
    });
  const followUp = (action: string) =>
    defineAction<unknown, { signature: { submissionId: string } }, Payload>({
      subject: 'signature',
      document: parse('query ($id: ID!) { signature(id: $id) { submissionId } }'),
      prepare: ({ signature }, _known, { variant }) => ({
        ready: true,
        payload: { reference: signature.submissionId, variant, input: {} },
      }),
      async send(_session, { reference, variant }) {
        vendor.asked.push({ action: `${action} ${reference}`, variant });
        return { externalId: null, vendorStatus: null };
      },
      reconcile: null,
    });
  const vendor: TinySigning = {
    submissions: [],
    asked: [],
    gate: Promise.resolve(),
    filesUrl: '',
    connector: createTinyVendor('docuseal', {
      actions: {
        'request-quote-signature': request('quote', 'quote'),
        'request-terms-signature': request('terms-acceptance', 'termsAcceptance'),
        'request-contract-signature': request('intervention', 'intervention'),
        'cancel-signature': followUp('cancel'),
        'remind-signature': followUp('remind'),
      },
      status: {
        actions: ['request-quote-signature'],
        final: ['completed'],
        refused: [],
        async read(_session, externalId) {
          const found = vendor.submissions.find(({ id }) => id === externalId);
          if (!found) return null;
          const { state, reference } = found;
          const news = { kind: 'signature' as const, state, signer: null, reason: null };
          const unsaid = { occurredAt: null, vendorStatus: null, refused: false, summary: `asked: ${state}` };
          return { ...unsaid, type: 'polled', reference, externalId, news };
        },
      },
      lookups: {
        'embed-url': defineLookup<unknown, z.infer<typeof submissionId>>({
          input: submissionId,
          ask: async (_session, { submissionId: id, email }) => ({
            positive: true,
            facts: { url: `https://tiny.example/s/${id}${email ? `?${email}` : ''}` },
          }),
        }),
        'signature-status': defineLookup<unknown, z.infer<typeof submissionId>>({
          input: submissionId,
          ask: async () => ({
            positive: true,
            facts: {
              documents: [{ name: 'Devis', url: `${vendor.filesUrl}/signed.pdf` }],
              auditLogUrl: `${vendor.filesUrl}/audit.pdf`,
            },
          }),
        }),
      },
    }),
  };
  return vendor;
}
