import type { VendorStatus } from '../../platform/connectors/connector.js';
import { getIntervention } from './client.js';
import type { Credentials } from './credentials.js';

/** Symphonics' own words for "no": the dossier has to be corrected and sent again. */
const refused = ['rejected', 'refused'];

/** GET /crm/interventions/{id}: where it stands, and since when. */
export const status: VendorStatus<Credentials> = {
  actions: ['publish-intervention'],
  final: ['approved', ...refused],
  refused,
  async read(session, externalId) {
    const stored = await getIntervention(session, externalId);
    if (!stored?.status) return null;
    const time = Date.parse(stored.updated_at ?? '');
    return {
      type: 'intervention.status_polled',
      occurredAt: Number.isNaN(time) ? null : new Date(time),
      reference: stored.external_id ?? null,
      externalId: stored.id,
      vendorStatus: stored.status,
      refused: refused.includes(stored.status),
      summary: `Symphonics: ${stored.status}`,
    };
  },
};
