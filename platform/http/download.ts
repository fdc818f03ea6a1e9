import { type Dispatcher, request } from 'undici';
import { VendorError } from '../connectors/vendor-error.js';

/**
 * Streams what is at an address; nothing is followed elsewhere. Read it to its end, or its connection stays taken.
 * @throws VendorError `retryable`, unless the address is refused for good
 */
export async function download(
  url: string,
  { dispatcher, signal }: { dispatcher?: Dispatcher | undefined; signal: AbortSignal },
): Promise<AsyncIterable<Uint8Array>> {
  const failed = (message: string, cause?: unknown) =>
    new VendorError(message, { kind: 'retryable', vendorCode: 'DOWNLOAD_FAILED', cause });
  const answer = await request(url, { signal, ...(dispatcher && { dispatcher }) }).catch((cause: unknown) => {
    throw failed('The file could not be downloaded.', cause);
  });
  if (answer.statusCode === 200) return answer.body;
  await answer.body.dump();
  throw failed(`The file could not be downloaded: HTTP ${answer.statusCode}.`);
}
