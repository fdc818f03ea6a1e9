import { readFileSync } from 'node:fs';
import { table } from './keys.js';
import { withGraph } from './with-graph.js';

interface Whose {
  partner: string;
  organization: string;
}

interface Operation {
  documentId: string;
  name: string;
  fault: string | null;
}

const command = 'partner-operations';

/** `hub partner-operations list`: one line an operation, with what is wrong with it. */
export function listOperations({ partner, organization, unfit }: Whose & { unfit: boolean }): Promise<string> {
  const query = `query ($partner: ID!, $fits: Boolean) {
    partner(id: $partner) { safelistOnly operations(fits: $fits) { documentId name fault } } }`;
  return withGraph(command, organization, async (ask) => {
    const variables = { partner, fits: unfit ? false : null };
    const found = (await ask<{ partner: { safelistOnly: boolean; operations: Operation[] } | null }>(query, variables))
      .partner;
    if (!found) return `There is no partner ${partner}.`;
    const rows = found.operations.map(({ documentId, name, fault }) => [documentId, name, fault ?? 'fits']);
    const rule = found.safelistOnly ? 'These and no others are answered.' : 'Others are answered, too.';
    return `${table([['DOCUMENT ID', 'NAME', 'STATE'], ...rows])}\n${rule}`;
  });
}

/** `hub partner-operations register`: says the id that the partner sends. */
export function registerOperation({
  partner,
  organization,
  name,
  file,
}: Whose & { name: string; file: string }): Promise<string> {
  const mutation = `mutation ($partner: ID!, $input: RegisterPartnerOperationInput!) {
    registerPartnerOperation(partnerId: $partner, input: $input) { documentId } }`;
  const input = { name, document: readFileSync(file, 'utf8') };
  return withGraph(command, organization, async (ask) => {
    const { registerPartnerOperation: made } = await ask<{ registerPartnerOperation: Operation }>(mutation, {
      partner,
      input,
    });
    return made.documentId;
  });
}

/** `hub partner-operations remove`. */
export function removeOperation(documentId: string, { partner, organization }: Whose): Promise<string> {
  const mutation = `mutation ($partner: ID!, $documentId: String!) {
    removePartnerOperation(partnerId: $partner, documentId: $documentId) }`;
  return withGraph(command, organization, async (ask) => {
    await ask(mutation, { partner, documentId });
    return `The partner can send ${documentId} no more.`;
  });
}

/** `hub partner-operations require`: says what holds from now on. */
export function requireOperations(answer: 'on' | 'off', { partner, organization }: Whose): Promise<string> {
  const mutation = `mutation ($partner: ID!, $input: UpdatePartnerInput!) {
    updatePartner(id: $partner, input: $input) { safelistOnly } }`;
  return withGraph(command, organization, async (ask) => {
    await ask(mutation, { partner, input: { safelistOnly: answer === 'on' } });
    return answer === 'on'
      ? 'The partner is answered its registered operations and no others.'
      : 'The partner is answered whatever the partner graph has.';
  });
}
