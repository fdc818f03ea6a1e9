import { createHash } from 'node:crypto';
import type { HubClient } from './client.js';
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

/** A small PDF that is like no other of another word. */
export const smallPdf = (word: string): Buffer => Buffer.from(`%PDF-1.7\n% ${word}\n`.padEnd(5_000));

export const sha256Of = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The address of a link at the hub itself, whatever address it tells outsiders. */
export const linkAt = (url: string, link: string): string => {
  const { pathname, search } = new URL(link);
  return `${url}${pathname}${search}`;
};
