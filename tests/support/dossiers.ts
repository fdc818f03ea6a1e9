import type { HubClient } from './client.js';

/** A dossier with everything that Symphonics asks for, its contract not signed yet. */
export function completeDossier() {
  const files = 'https://app.workforce-automation.com/files';
  const coordinates = { latitude: 48.856614, longitude: 2.352222 };
  return {
    beneficiary: { firstName: 'Thomas', lastName: 'Martin', email: 'thomas.martin@example.com', phone: '+33612345678' },
    site: {
      address: '45 Rue des Fleurs',
      postalCode: '75015',
      city: 'Paris',
      pdl: '12345678901234',
      pce: '98765432109876',
    },
    operations: [{ code: 'BAR-TH-173', name: "Régulateur de ballon d'eau chaude", quantity: 1 }],
    products: [{ name: 'Régulateur Thaléos', model: 'RT-2000', serialNumber: 'TH2023456789', quantity: 1 }],
    documents: [
      { type: 'invoice', name: 'Facture - Thomas Martin', url: `${files}/invoice.pdf` },
      { type: 'contract', name: 'Contrat Symphonics - Thomas Martin', url: `${files}/contract.pdf` },
    ],
    photos: [
      { type: 'before', url: `${files}/before_1.jpg`, coordinates, takenAt: '2025-03-25T10:30:00.000Z' },
      { type: 'after', url: `${files}/after_1.jpg`, coordinates, takenAt: '2025-03-25T11:15:00.000Z' },
    ],
    installer: { id: 'usr_87654321', companyId: 'cmp_12345678', name: 'Jean Dupont' },
  };
}

export type Dossier = ReturnType<typeof completeDossier>;

export async function createIntervention(client: HubClient, input: object = completeDossier()) {
  const query = `mutation ($input: CreateInterventionInput!) { createIntervention(input: $input) { id reference version } }`;
  const { createIntervention: made } = await client.data<{
    createIntervention: { id: string; reference: string; version: number };
  }>(query, { input });
  return made;
}

/** Takes an intervention to INSTALLATION_DONE. */
export async function finishInstallation(client: HubClient, id: string): Promise<void> {
  const query = `mutation ($id: ID!, $status: InterventionStatus!) { changeInterventionStatus(id: $id, status: $status) { id } }`;
  for (const status of ['SCHEDULED', 'IN_PROGRESS', 'INSTALLATION_DONE']) await client.data(query, { id, status });
}

export async function signContract(client: HubClient, id: string): Promise<void> {
  await client.data(`mutation ($id: ID!) { signDocument(interventionId: $id, type: "contract") { id } }`, { id });
}

export const syncEventsQuery = `subscription ($id: ID, $after: String) { syncEvents(interventionId: $id, after: $after) {
  cursor type message delivery { connector status externalId blockedBy } intervention { reference status }
} }`;

export interface SyncEventData {
  syncEvents: {
    cursor: string;
    type: string;
    message: string | null;
    delivery: { connector: string; status: string; externalId: string | null; blockedBy: string | null } | null;
    intervention: { reference: string; status: string } | null;
  };
}

/** Before the first sync event there is. */
export const beginning = Buffer.from('sync:0').toString('base64url');

/** Watches an intervention from its beginning. */
export function watchIntervention(client: HubClient, id: string) {
  return client.watch<SyncEventData>(syncEventsQuery, { id, after: beginning });
}

export const isPublished = ({ syncEvents: { type, message } }: SyncEventData): boolean =>
  type === 'intervention.status' && (message?.endsWith('to PUBLISHED') ?? false);

/** A dossier whose installation is done, followed from its beginning; its contract is not signed yet. */
export async function finishedDossier(client: HubClient, input: object = completeDossier()) {
  const made = await createIntervention(client, input);
  const watching = watchIntervention(client, made.id);
  await finishInstallation(client, made.id);
  return { ...made, watching };
}

/** A dossier that is ready to go out, followed from its beginning. */
export async function signedDossier(client: HubClient, input: object = completeDossier()) {
  const dossier = await finishedDossier(client, input);
  await signContract(client, dossier.id);
  return dossier;
}

/** A dossier that is ready to go out, followed until it is published. */
export async function publishOne(client: HubClient, input: object = completeDossier()) {
  const { watching, ...made } = await signedDossier(client, input);
  await watching.until(isPublished);
  watching.stop();
  return made;
}
