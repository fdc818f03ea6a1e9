import type { KnownSubject, Prepared } from '../../platform/connectors/connector.js';
import { violationsOf } from '../../platform/errors/violations.js';
import { nameOfLink } from '../../platform/files/link-name.js';
import type { SymphonicsAdditionsQuery, SymphonicsDossierQuery } from '../../schema/operations.js';
import { type InterventionPayload, type InterventionUpdate, interventionPayload, interventionUpdate } from './wire.js';

type Dossier = Pick<NonNullable<SymphonicsAdditionsQuery['intervention']>, 'documents' | 'photos'>;

/** The document whose signature lets a dossier go. */
export const contractType = 'contract';

/** Where each value of a payload comes from. */
export const sources = {
  'customer.first_name': 'beneficiary.firstName',
  'customer.last_name': 'beneficiary.lastName',
  'customer.email': 'beneficiary.email',
  'customer.phone': 'beneficiary.phone',
  'installation.address': 'site.address',
  'installation.postal_code': 'site.postalCode',
  'installation.city': 'site.city',
  'installation.pdl': 'site.pdl',
  'installation.pce': 'site.pce',
  'services.code': 'operations.code',
  'services.name': 'operations.name',
  'services.quantity': 'operations.quantity',
  'equipment.name': 'products.name',
  'equipment.model': 'products.model',
  'equipment.serial_number': 'products.serialNumber',
  'equipment.quantity': 'products.quantity',
  'documents.type': 'documents.type',
  'documents.name': 'documents.name',
  'documents.url': 'documents.url',
  'photos.type': 'photos.type',
  'photos.url': 'photos.url',
  'photos.coordinates.latitude': 'photos.coordinates.latitude',
  'photos.coordinates.longitude': 'photos.coordinates.longitude',
  'photos.timestamp': 'photos.takenAt',
  'installer.id': 'installer.id',
  'installer.company_id': 'installer.companyId',
  'installer.name': 'installer.name',
  completion_date: 'completedAt',
  external_id: 'reference',
} as const;

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
    documents: intervention.documents.map(toDocument),
    photos: intervention.photos.map(toPhoto),
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

/** What Symphonics does not have yet of an intervention's documents and photos. */
export function toUpdate(
  { intervention }: SymphonicsAdditionsQuery,
  { items }: KnownSubject,
): Prepared<InterventionUpdate> {
  const documents = added((intervention?.documents ?? []).map(toDocument), 'document', items);
  const photos = added((intervention?.photos ?? []).map(toPhoto), 'photo', items);
  if (documents.length + photos.length === 0) {
    return { ready: false, reason: 'nothing new', violations: [], because: 'nothing-new' };
  }
  const draft = { ...(documents.length > 0 && { documents }), ...(photos.length > 0 && { photos }) };
  const checked = interventionUpdate.safeParse(draft);
  if (!checked.success) return { ready: false, reason: 'missing data', violations: violationsOf(checked.error) };
  return { ready: true, payload: checked.data };
}

/** A payload's documents and photos by name: their kind and address, or file, whose address is never the same for long. */
export function contentsOf({ documents = [], photos = [] }: InterventionUpdate): string[] {
  return [...documents.map(nameOf('document')), ...photos.map(nameOf('photo'))];
}

function added<Item extends { url: string }>(items: Item[], kind: string, known: ReadonlySet<string>): Item[] {
  const byName = new Map(items.map((item) => [nameOf(kind)(item), item]));
  return [...byName].filter(([name]) => !known.has(name)).map(([, item]) => item);
}

const nameOf =
  (kind: string) =>
  ({ url }: { url: string }): string =>
    `${kind} ${nameOfLink(url)}`;

const toDocument = ({ type, name, url }: Dossier['documents'][number]) => ({ type, ...given('name', name), url });

const toPhoto = ({ type, url, coordinates, takenAt }: Dossier['photos'][number]) => ({
  type,
  url,
  ...given('coordinates', coordinates && { latitude: coordinates.latitude, longitude: coordinates.longitude }),
  ...given('timestamp', takenAt && new Date(takenAt).toISOString()),
});

function given<Key extends string, Value>(key: Key, value: Value | null | undefined): { [K in Key]?: Value } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}
