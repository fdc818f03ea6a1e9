import { gzipSync } from 'node:zlib';
import { type Dispatcher, request } from 'undici';
import { VendorError } from '../connectors/vendor-error.js';
import { traced } from '../telemetry/tracing.js';
import { type Exchange, keptBody } from './exchange.js';
import { hideSecrets, redact } from './redact.js';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as application/x-www-form-urlencoded. */
  form?: Readonly<Record<string, string>>;
  /** The answer is a file: its body stays the bytes it is, and what is recorded of it is its size and type. Default false. */
  asBytes?: boolean;
}

export interface HttpResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Parsed when it is JSON; the text itself when it is not. A `Uint8Array` where bytes were asked for and it is no refusal. */
  body: unknown;
}

export interface HttpClient {
  /**
   * Sends one request and reads the whole answer, whatever its status.
   * @throws VendorError `retryable` when nothing was sent, `unknown-outcome` when something was and no whole answer came
   */
  send(request: HttpRequest): Promise<HttpResponse>;
}

export interface HttpClientOptions {
  /** For the whole exchange, in milliseconds. */
  timeoutMs: number;
  signal: AbortSignal;
  /** Told of every exchange, redacted. */
  onExchange: (exchange: Exchange) => void;
  /** Secret values to hide in what is recorded. */
  knownSecrets: () => readonly string[];
  dispatcher?: Dispatcher;
}

const maxAnswerBytes = 8 * 1024 * 1024;
const gzipAboveBytes = 16 * 1024;

/** Codes of failures that came before a single byte of the request went out. */
const neverSent = new Set([
  'ADDRESS_REFUSED',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  // The guard of addresses that users typed.
  'ADDRESS_REFUSED',
  // Certificates: https://nodejs.org/api/tls.html#x509-certificate-error-codes
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  // Handshakes that came to nothing: no TLS there, or none that both sides speak.
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_TLSV1_UNRECOGNIZED_NAME',
]);

export function createHttpClient(options: HttpClientOptions): HttpClient {
  return {
    async send(wanted) {
      const started = performance.now();
      const { body, headers } = encoded(wanted);
      const record = (response: HttpResponse | null) => {
        const secrets = options.knownSecrets();
        options.onExchange({
          request: {
            method: wanted.method,
            url: String(redact(wanted.url, secrets)),
            headers: redact(wanted.headers ?? {}, secrets),
            body: keptBody(wanted.json ?? wanted.form ?? null, secrets),
          },
          response: response && {
            status: response.status,
            headers: redact(response.headers, secrets),
            body: keptBody(response.body, secrets),
          },
          durationMs: Math.round(performance.now() - started),
        });
      };
      try {
        const answer = await traced(`HTTP ${wanted.method}`, { 'url.path': new URL(wanted.url).pathname }, () =>
          request(wanted.url, {
            method: wanted.method,
            headers,
            body,
            signal: AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]),
            maxRedirections: 0,
            ...(options.dispatcher && { dispatcher: options.dispatcher }),
          } as Parameters<typeof request>[1]),
        );
        const bytes = await readAll(answer.body);
        const isFile = wanted.asBytes === true && answer.statusCode < 400;
        const response = {
          status: answer.statusCode,
          headers: flat(answer.headers),
          body: isFile ? new Uint8Array(bytes) : parsed(bytes.toString()),
        };
        const kept = { bytes: bytes.length, type: response.headers['content-type'] ?? null };
        record(isFile ? { ...response, body: kept } : response);
        // A refusal is told to people and kept; some vendors say back in it what they were sent.
        return response.status < 400 ? response : hideSecrets(response, options.knownSecrets());
      } catch (error) {
        record(null);
        throw asVendorError(error, wanted, options.timeoutMs);
      }
    },
  };
}

function encoded({ json, form, headers = {}, asBytes }: HttpRequest): {
  body: string | Buffer | null;
  headers: Record<string, string>;
} {
  const accept = { accept: asBytes ? '*/*' : 'application/json', 'user-agent': 'Passerelle/0.1', ...headers };
  if (form) {
    const body = new URLSearchParams(form).toString();
    return { body, headers: { ...accept, 'content-type': 'application/x-www-form-urlencoded' } };
  }
  if (json === undefined) return { body: null, headers: accept };
  const text = JSON.stringify(json);
  const typed = { ...accept, 'content-type': 'application/json' };
  if (text.length < gzipAboveBytes) return { body: text, headers: typed };
  return { body: gzipSync(text), headers: { ...typed, 'content-encoding': 'gzip' } };
}

async function readAll(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxAnswerBytes) throw new Error('the answer is larger than 8 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}

const flat = (headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );

function asVendorError(error: unknown, { method, url }: HttpRequest, timeoutMs: number): VendorError {
  const code = failureCode(error);
  const where = `${method} ${new URL(url).pathname}`;
  if (neverSent.has(code)) {
    return new VendorError(`${where} was not sent: ${code}.`, { kind: 'retryable', vendorCode: code, cause: error });
  }
  if (typeof error === 'object' && error !== null && 'name' in error && error.name === 'TimeoutError') {
    const message = `${where} was not answered within ${timeoutMs} ms.`;
    return new VendorError(message, { kind: 'unknown-outcome', vendorCode: 'TIMEOUT', cause: error });
  }
  const message = `${where} broke off before the whole answer came: ${code}.`;
  return new VendorError(message, { kind: 'unknown-outcome', vendorCode: code, cause: error });
}

/** By shape, not by class: an error of Node's own may come from another realm. */
function failureCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'BROKEN_ANSWER';
  if ('errors' in error && Array.isArray(error.errors)) return failureCode(error.errors[0]);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error && error.name === 'AbortError' ? 'ABORTED' : 'BROKEN_ANSWER';
}
