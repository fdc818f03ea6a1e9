import type { HubClient } from './client.js';

/** How a person is named: by one of the two. */
export type Named = { interventionId: string } | { email: string };

export async function exportOf(client: HubClient, named: Named): Promise<object> {
  const query = `mutation ($interventionId: ID, $email: String) {
    exportBeneficiary(interventionId: $interventionId, email: $email) { document } }`;
  return (await client.data<{ exportBeneficiary: { document: object } }>(query, named)).exportBeneficiary.document;
}

export async function erase(client: HubClient, named: Named): Promise<{ id: string }> {
  const query = `mutation ($interventionId: ID, $email: String) {
    eraseBeneficiary(interventionId: $interventionId, email: $email) { id } }`;
  return (await client.data<{ eraseBeneficiary: { id: string } }>(query, named)).eraseBeneficiary;
}

interface ErasureData {
  interventionIds: string[];
  completedAt: string | null;
  waitingFor: string[];
  parts: {
    subgraph: string;
    doneAt: string;
    erased: { what: string; count: number }[];
    kept: { what: string; count: number; reason: string; until: string | null }[];
    recipients: {
      connector: string;
      externalIds: string[];
      fields: string[];
      lastSentAt: string | null;
    }[];
  }[];
}

/** What an erasure says once every subgraph is done. */
export async function erasedCompletely(client: HubClient, id: string): Promise<ErasureData> {
  const query = `query ($id: ID!) { erasure(id: $id) { interventionIds completedAt waitingFor parts {
    subgraph doneAt erased { what count } kept { what count reason until } recipients { connector externalIds fields lastSentAt } } } }`;
  for (;;) {
    const { erasure } = await client.data<{ erasure: ErasureData }>(query, { id });
    if (erasure.completedAt !== null) return erasure;
  }
}
