import { createSymphonicsSandbox, type StartedSymphonicsSandbox } from '../../sandboxes/symphonics/index.js';
import type { HubClient } from './client.js';
import { beginning } from './dossiers.js';

/** All that the format requires, and nothing else. */
export const requiredFields = [
  'customer',
  'installation.address',
  'installation.postal_code',
  'installation.city',
  'installation.pdl',
  'services.code',
  'services.quantity',
  'equipment.name',
  'equipment.model',
  'equipment.quantity',
  'documents.type',
  'documents.url',
  'completion_date',
  'external_id',
];

/** Every field there is. */
export const allFields = [
  'customer',
  'installation',
  'services',
  'equipment',
  'documents',
  'photos',
  'installer',
  'completion_date',
  'external_id',
];

export const partnerInput = (input: object) => ({
  credentials: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' },
  allowedFields: allFields,
  authorised: true,
  ...input,
});

export async function createPartner(client: HubClient, input: object): Promise<string> {
  const query = 'mutation ($input: CreatePartnerInput!) { createPartner(input: $input) { id } }';
  const { createPartner: made } = await client.data<{ createPartner: { id: string } }>(query, {
    input: partnerInput(input),
  });
  return made.id;
}

export const updatePartner = (client: HubClient, id: string, input: object) =>
  client.data('mutation ($id: ID!, $input: UpdatePartnerInput!) { updatePartner(id: $id, input: $input) { id } }', {
    id,
    input,
  });

export interface TestPartner {
  id: string;
  name: string;
  sandbox: StartedSymphonicsSandbox;
}

/** A partner with a sandbox of its own. */
export async function startPartner(client: HubClient, name: string, input: object = {}): Promise<TestPartner> {
  const sandbox = await createSymphonicsSandbox().start();
  return { name, sandbox, id: await createPartner(client, { name, baseUrl: sandbox.url, ...input }) };
}

interface DeliveryEvent {
  syncEvents: { type: string; message: string; delivery: { action: string; connection: { name: string } } | null };
}

/** Follows what becomes of an intervention, from its beginning, each event with the name of the connection it is about. */
export function watchDeliveries(client: HubClient, id: string) {
  const query = `subscription ($id: ID, $after: String) { syncEvents(interventionId: $id, after: $after) {
    type message delivery { action connection { name } } } }`;
  const watching = client.watch<DeliveryEvent>(query, { id, after: beginning });
  return {
    stop: () => watching.stop(),
    /**
     * The message of the first event of the type about that connection.
     * @param says what the message must hold. Default: anything.
     */
    async until(
      name: string,
      type: string,
      { action = 'publish-intervention', says = '', timeoutMs = 40_000 } = {},
    ): Promise<string> {
      const { syncEvents } = await watching.until(
        ({ syncEvents: { type: met, message, delivery } }) =>
          met === type && message.includes(says) && delivery?.connection.name === name && delivery.action === action,
        timeoutMs,
      );
      return syncEvents.message;
    },
  };
}

export interface PartnerDelivery {
  id: string;
  status: string;
  blockedBy: string | null;
  externalId: string | null;
  subjectReference: string;
  connection: { name: string };
}

/** The deliveries to partners, newest first. */
export async function partnerDeliveries(client: HubClient, filter: object = {}): Promise<PartnerDelivery[]> {
  const query = `query ($filter: DeliveryFilter!) { deliveries(first: 100, filter: $filter) {
    nodes { id status blockedBy externalId subjectReference connection { name } } } }`;
  const { deliveries } = await client.data<{ deliveries: { nodes: PartnerDelivery[] } }>(query, {
    filter: { connector: 'partner', ...filter },
  });
  return deliveries.nodes;
}

/** What a refused call says of each field. */
export async function violationsOf(client: HubClient, query: string, variables: object) {
  const answer = await client.ask(query, variables as Record<string, unknown>);
  return answer.errors?.[0]?.extensions?.violations;
}
