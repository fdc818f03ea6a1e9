import {
  type ConnectorSession,
  defineAction,
  defineConnector,
  type Receipt,
} from '../../platform/connectors/connector.js';
import {
  SymphonicsAdditionsDocument,
  type SymphonicsAdditionsQuery,
  SymphonicsDossierDocument,
  type SymphonicsDossierQuery,
} from '../../schema/operations.js';
import {
  checkAccess,
  createIntervention,
  findByExternalId,
  findMentioned,
  isConflict,
  requestToken,
  updateIntervention,
} from './client.js';
import { type Credentials, credentials } from './credentials.js';
import { lookupPdl, validatePdl, validateUser } from './lookups.js';
import { contentsOf, sources, toPayload, toUpdate } from './map.js';
import { status } from './status.js';
import { webhook } from './webhook.js';
import { type InterventionPayload, type InterventionUpdate, interventionPayload } from './wire.js';

type Session = ConnectorSession<Credentials>;

const receipt = (stored: { id: string; status?: string | null | undefined }): Receipt => ({
  externalId: stored.id,
  vendorStatus: stored.status ?? null,
});

const publishIntervention = defineAction<Credentials, SymphonicsDossierQuery, InterventionPayload>({
  document: SymphonicsDossierDocument,
  prepare: toPayload,
  async reconcile(session, payload) {
    const stored = await findByExternalId(session, payload.external_id);
    return stored && receipt(stored);
  },
  async send(session: Session, payload) {
    try {
      return receipt(await createIntervention(session, payload));
    } catch (error) {
      // It is there already: sent by an attempt whose answer was lost. All that is missing is its id, and where the
      // vendor does not tell it, the next webhook will.
      if (!isConflict(error)) throw error;
      const reference = payload.external_id;
      const stored = (await findMentioned(session, error, reference)) ?? (await findByExternalId(session, reference));
      return { ...(stored ? receipt(stored) : { externalId: null, vendorStatus: null }), earlier: true };
    }
  },
  contents: contentsOf,
  format: interventionPayload,
  sources,
});

const updateAction = defineAction<Credentials, SymphonicsAdditionsQuery, InterventionUpdate>({
  document: SymphonicsAdditionsDocument,
  follows: 'publish-intervention',
  prepare: toUpdate,
  // The intervention that can be read back lists neither documents nor photos.
  reconcile: null,
  async send(session, payload, { externalId }) {
    if (externalId === null) throw new Error('an update was to be sent of what Symphonics does not have');
    await updateIntervention(session, externalId, payload);
    // Its `updated` is a word for this call; the intervention's own status stays that of the publication.
    return { externalId, vendorStatus: null };
  },
  contents: contentsOf,
  sources,
});

const limits = [
  { window: 'minute', requests: 100, windowMs: 60_000 },
  { window: 'day', requests: 5_000, windowMs: 86_400_000 },
];

const actions = { 'publish-intervention': publishIntervention, 'update-intervention': updateAction };

/** Symphonics CRM, after its API documentation (https://api.symphonics.fr/crm/docs; requirements 002). */
export const symphonics = defineConnector<Credentials>({
  key: 'symphonics',
  title: 'Symphonics CRM',
  credentials,
  limits,
  requestToken,
  check: checkAccess,
  webhook,
  actions,
  status,
  lookups: { 'validate-pdl': validatePdl, 'lookup-pdl': lookupPdl, 'validate-user': validateUser },
});

/**
 * A third party that takes dossiers in the format and by the calls of Symphonics (requirements 000, IT002), under an
 * address and credentials of its own. It is told things; nothing is asked of it, and its word decides on no dossier.
 */
export const partner = defineConnector<Credentials>({
  key: 'partner',
  title: 'Partner',
  credentials: credentials.omit({ webhookSecret: true }),
  limits,
  requestToken,
  actions,
});
