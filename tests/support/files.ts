import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { HubClient } from './client.js';
import { pdfOf, readAll } from './file-stores.js';
import { checkAgainstDescription } from './rest-contract.js';

export interface UploadedFile {
  id: string;
  kind: string;
  name: string;
  mediaType: string;
  size: number;
  sha256: string;
  url: string;
}

interface Upload {
  subjectType?: string;
  subjectId: string;
  kind?: string;
  name?: string;
}

/** POST /api/v1/files; fails when the answer is not as it is described. */
export async function upload(
  url: string,
  client: Pick<HubClient, 'key'>,
  { subjectType = 'intervention', subjectId, kind = 'contract', name = 'Contrat signé.pdf' }: Upload,
  content: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<{ status: number; headers: Headers; file: UploadedFile; problem: Record<string, unknown> }> {
  const path = `/api/v1/files?${new URLSearchParams({ subjectType, subjectId, kind, name })}`;
  const init = {
    method: 'POST',
    headers: { authorization: `Bearer ${client.key}`, 'content-type': 'application/octet-stream' },
    body: content as unknown as ReadableStream,
    duplex: 'half',
  };
  const response = await fetch(`${url}${path}`, init);
  const text = await response.text();
  checkAgainstDescription('POST', path, response, text);
  const body = JSON.parse(text);
  return { status: response.status, headers: response.headers, file: body.file, problem: body };
}

/** Uploads a PDF without an end and without saying how long it is, until there is an answer. */
export async function uploadEndlessly(
  url: string,
  { key }: Pick<HubClient, 'key'>,
  { subjectId }: Upload,
): Promise<{ status: number | undefined; problem: Record<string, unknown> }> {
  const query = new URLSearchParams({ subjectType: 'intervention', subjectId, kind: 'endless', name: 'endless' });
  const headers = { authorization: `Bearer ${key}`, 'transfer-encoding': 'chunked' };
  const sending = request(`${url}/api/v1/files?${query}`, { method: 'POST', headers });
  // The hub hangs up after its answer, which may be before it was asked to.
  sending.on('error', () => undefined);
  let response: IncomingMessage | undefined;
  const answered = once(sending, 'response').then(([answer]) => {
    response = answer as IncomingMessage;
  });
  const closed = new Promise((resolve) => sending.once('close', resolve));
  for await (const piece of pdfOf(Number.MAX_SAFE_INTEGER)) {
    if (response || sending.destroyed) break;
    if (sending.write(piece)) continue;
    await Promise.race([new Promise((resolve) => sending.once('drain', resolve)), answered, closed]);
  }
  await answered;
  if (!response) throw new Error('there was no answer');
  const problem = JSON.parse((await readAll(response)).bytes.toString());
  sending.destroy();
  return { status: response.statusCode, problem };
}

/** A small PDF that is like no other of another word. */
export const smallPdf = (word: string): Buffer => Buffer.from(`%PDF-1.7\n% ${word}\n`.padEnd(5_000));

export const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The address of a link at the hub itself, whatever address it tells outsiders. */
export const linkAt = (url: string, link: string): string => {
  const { pathname, search } = new URL(link);
  return `${url}${pathname}${search}`;
};

/** A quote, an invoice that is a draft and one that was issued, for a customer with an address. */
export async function createBilling(client: HubClient, email: string) {
  const made = async (mutation: string, type: string, input: object) => {
    const query = `mutation ($input: ${type}!) { made: ${mutation}(input: $input) { id } }`;
    return (await client.data<{ made: { id: string } }>(query, { input })).made.id;
  };
  const companyId = await made('createCompany', 'CreateCompanyInput', { name: 'Files SARL' });
  const customerId = await made('createCustomer', 'CreateCustomerInput', { name: 'Camille Durand', email });
  const offer = { companyId, customerId, lines: [{ description: 'Thermostat', unitPrice: 10_000, vatRate: 2_000 }] };
  const issued = await made('createInvoice', 'CreateInvoiceInput', offer);
  await client.data('mutation ($id: ID!) { sendInvoice(id: $id) { id } }', { id: issued });
  return {
    quote: await made('createQuote', 'CreateQuoteInput', offer),
    draft: await made('createInvoice', 'CreateInvoiceInput', offer),
    issued,
  };
}
