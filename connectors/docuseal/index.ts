import {
  type ConnectorSession,
  defineAction,
  defineConnector,
  type Receipt,
} from '../../platform/connectors/connector.js';
import {
  DocusealContractDocument,
  type DocusealContractQuery,
  DocusealQuoteDocument,
  type DocusealQuoteQuery,
  DocusealTermsDocument,
  type DocusealTermsQuery,
} from '../../schema/operations.js';
import { checkAccess, createSubmission, findByExternalId } from './client.js';
import { type Credentials, credentials } from './credentials.js';
import { embedUrl, signatureStatus } from './lookups.js';
import { cancelSignature, remindSignature } from './manage-signature.js';
import { contractRequest, quoteRequest, requestInput, termsRequest } from './map.js';
import { type Settings, settings } from './settings.js';
import { status, wordOf } from './status.js';
import { webhook } from './webhook.js';
import type { NewSubmission, Submission } from './wire.js';

type Session = ConnectorSession<Credentials, Settings>;

const receipt = (submission: Submission): Receipt => ({
  externalId: String(submission.id),
  vendorStatus: wordOf(submission),
  facts: {
    expiresAt: submission.expire_at ?? null,
    signers: submission.submitters.map(({ id, name, email }) => ({
      submitterId: id,
      name: name ?? null,
      email: email ?? null,
    })),
  },
});

const asksFor = {
  input: requestInput,
  send: async (session: Session, payload: NewSubmission) => receipt(await createSubmission(session, payload)),
  /** DocuSeal knows no idempotency key: the party's `external_id` tells whether the request was made. */
  async reconcile(session: Session, { submitters: [submitter] }: NewSubmission) {
    const key = submitter?.external_id;
    const found = key ? await findByExternalId(session, key) : null;
    return found && receipt(found);
  },
};

const requestQuoteSignature = defineAction<Credentials, DocusealQuoteQuery, NewSubmission, Settings>({
  ...asksFor,
  subject: 'quote',
  document: DocusealQuoteDocument,
  prepare: quoteRequest,
});

const requestTermsSignature = defineAction<Credentials, DocusealTermsQuery, NewSubmission, Settings>({
  ...asksFor,
  subject: 'terms-acceptance',
  document: DocusealTermsDocument,
  prepare: termsRequest,
});

const requestContractSignature = defineAction<Credentials, DocusealContractQuery, NewSubmission, Settings>({
  ...asksFor,
  subject: 'intervention',
  document: DocusealContractDocument,
  prepare: contractRequest,
});

/** DocuSeal, after its API (OpenAPI version 1.0.0, https://www.docuseal.com/docs/api) and its webhooks. */
export const docuseal = defineConnector<Credentials, Settings>({
  key: 'docuseal',
  title: 'DocuSeal',
  credentials,
  settings,
  check: checkAccess,
  webhook,
  actions: {
    'request-quote-signature': requestQuoteSignature,
    'request-terms-signature': requestTermsSignature,
    'request-contract-signature': requestContractSignature,
    'cancel-signature': cancelSignature,
    'remind-signature': remindSignature,
  },
  status,
  lookups: { 'signature-status': signatureStatus, 'embed-url': embedUrl },
});
