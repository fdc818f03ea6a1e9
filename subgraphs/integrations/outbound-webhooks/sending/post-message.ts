import { type Dispatcher, request } from 'undici';
import { AddressRefusedError } from '../../../../platform/http/guarded-dispatcher.js';

/** For the whole exchange, in milliseconds. */
const timeoutMs = 15_000;
/** Of an answer's body, in bytes. */
const maxKeptBytes = 4 * 1024;

export interface MessageRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** What came back; `status` is null when no answer did, and `error` says why the attempt failed. */
export interface ReceiverAnswer {
  status: number | null;
  body: string | null;
  error: string | null;
}

/** Posts once and never throws. A redirect is an answer that is no success. */
export async function postMessage(
  dispatcher: Dispatcher,
  { url, headers, body }: MessageRequest,
  signal: AbortSignal,
): Promise<ReceiverAnswer> {
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Passerelle/0.1', ...headers },
      body,
      dispatcher,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const status = answer.statusCode;
    return { status, body: await beginning(answer.body), error: faultOf(status) };
  } catch (error) {
    return { status: null, body: null, error: reasonOf(error) };
  }
}

function faultOf(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `It answered ${status}; redirects are not followed.`;
  return `It answered ${status}.`;
}

/** The status has decided; how much of the body still comes changes nothing. */
async function beginning(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= maxKeptBytes) break;
    }
  } catch {
    // Cut off: what came is kept.
  }
  // PostgreSQL's text holds no NUL.
  return Buffer.concat(chunks).subarray(0, maxKeptBytes).toString().replaceAll('\0', '');
}

function reasonOf(error: unknown): string {
  if (error instanceof AddressRefusedError) return error.message;
  if (error instanceof Error && error.name === 'TimeoutError') return `No answer came within ${timeoutMs / 1_000} s.`;
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  if (error instanceof Error && 'code' in error) return `It could not be reached: ${String(error.code)}.`;
  return 'It could not be reached.';
}
