import type { Prepared } from '../../platform/connectors/connector.js';
import { violationsOf } from '../../platform/errors/violations.js';
import type { SymphonicsDossierQuery } from '../../schema/operations.js';
import { type InterventionPayload, interventionPayload } from './wire.js';

/** The document whose signature lets a dossier go. */
export const contractType = 'contract';

/** From the graph's dossier to Symphonics' payload: requirement 001's mapping in 002's snake_case. */
export function toPayload({ intervention }: SymphonicsDossierQuery): Prepared<InterventionPayload> {
  if (!intervention)
    return { ready: false, reason: 'missing data', violations: [{ field: 'id', message: 'no longer exists' }] };
  const { beneficiary, site, installer } = intervention;
  const draft = {
    customer: {
      first_name: beneficiary.firstName ?? '',
      last_name: beneficiary.lastName ?? '',
      email: beneficiary.email ?? '',
      phone: beneficiary.phone ?? '',
    },
    installation: {
      address: site.address ?? '',
      postal_code: site.postalCode ?? '',
      city: site.city ?? '',
      pdl: site.pdl ?? '',
      ...given('pce', site.pce),
    },
    services: intervention.operations.map(({ code, name, quantity }) => ({ code, ...given('name', name), quantity })),
    equipment: intervention.products.map(({ name, model, serialNumber, quantity }) => ({
      name,
      model: model ?? '',
      ...given('serial_number', serialNumber),
      quantity,
    })),
    documents: intervention.documents.map(({ type, name, url }) => ({ type, ...given('name', name), url })),
    photos: intervention.photos.map(({ type, url, coordinates, takenAt }) => ({
      type,
      url,
      ...given('coordinates', coordinates && { latitude: coordinates.latitude, longitude: coordinates.longitude }),
      ...given('timestamp', takenAt && new Date(takenAt).toISOString()),
    })),
    ...given(
      'installer',
      installer && { id: installer.id, ...given('company_id', installer.companyId), ...given('name', installer.name) },
    ),
    completion_date: intervention.completedAt ? new Date(intervention.completedAt).toISOString() : '',
    external_id: intervention.reference,
  };
  const checked = interventionPayload.safeParse(draft);
  if (!checked.success) return { ready: false, reason: 'missing data', violations: violationsOf(checked.error) };
  const signed = intervention.documents.some(({ type, signedAt }) => type === contractType && signedAt);
  if (!signed) {
    const message = 'must be signed by the beneficiary before the dossier can go out';
    return {
      ready: false,
      reason: 'signature',
      violations: [{ field: `documents.${contractType}.signedAt`, message }],
    };
  }
  return { ready: true, payload: checked.data };
}

function given<Key extends string, Value>(key: Key, value: Value | null | undefined): { [K in Key]?: Value } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}
