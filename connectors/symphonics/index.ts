import { type ConnectorSession, defineAction, defineConnector } from '../../platform/connectors/connector.js';
import { SymphonicsDossierDocument, type SymphonicsDossierQuery } from '../../schema/operations.js';
import { createIntervention, findByExternalId, isConflict, requestToken } from './client.js';
import { type Credentials, credentials } from './credentials.js';
import { toPayload } from './map.js';
import { webhook } from './webhook.js';
import type { InterventionPayload } from './wire.js';

type Session = ConnectorSession<Credentials>;

async function receiptByReference(session: Session, reference: string) {
  const stored = await findByExternalId(session, reference);
  return stored && { externalId: stored.id, vendorStatus: stored.status ?? null };
}

const publishIntervention = defineAction<Credentials, SymphonicsDossierQuery, InterventionPayload>({
  document: SymphonicsDossierDocument,
  prepare: toPayload,
  reconcile: (session, payload) => receiptByReference(session, payload.external_id),
  async send(session, payload) {
    try {
      const stored = await createIntervention(session, payload);
      return { externalId: stored.id, vendorStatus: stored.status ?? null };
    } catch (error) {
      // It is there already: sent by an attempt whose answer was lost. All that is missing is its id.
      if (!isConflict(error)) throw error;
      return (await receiptByReference(session, payload.external_id)) ?? { externalId: null, vendorStatus: null };
    }
  },
});

/** Symphonics CRM, after its API documentation (https://api.symphonics.fr/crm/docs; requirements 002). */
export const symphonics = defineConnector<Credentials>({
  key: 'symphonics',
  title: 'Symphonics CRM',
  credentials,
  requestToken,
  webhook,
  actions: { 'publish-intervention': publishIntervention },
});
