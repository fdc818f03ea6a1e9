import { promisify } from 'node:util';
import { brotliDecompress, brotliDecompressSync, gunzip, gunzipSync } from 'node:zlib';
import type { ExecutionResult } from 'graphql';
import { type Dispatcher, Pool, errors as undiciErrors } from 'undici';
import { HubError } from '../../platform/errors/hub-error.js';
import type { CallContext, GraphQLRequest } from '../../platform/service/graphql-service.js';
import { SubgraphTimeoutError, SubgraphUnavailableError } from './errors.js';
import type { RemoteServiceOptions } from './remote-options.js';

const inflate = { gzip: promisify(gunzip), br: promisify(brotliDecompress) };
const inflateNow = { gzip: gunzipSync, br: brotliDecompressSync };
/** Bytes below which decompressing takes less time than handing it to another thread. */
const worthAThread = 16_384;
const resetCodes = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

interface RemoteHttp {
  execute(request: GraphQLRequest, context: CallContext): Promise<ExecutionResult>;
  close(): Promise<void>;
}

/** The HTTP half of a remote subgraph. */
export function createRemoteHttp(options: RemoteServiceOptions): RemoteHttp {
  const { name, headersFor, deadlineMs = 10_000, maxResponseBytes = 64 * 1024 * 1024 } = options;
  const url = new URL(options.url);
  const path = url.pathname + url.search;
  const pool = new Pool(url.origin, {
    connections: 256,
    keepAliveTimeout: 30_000,
    connectTimeout: deadlineMs,
    headersTimeout: deadlineMs,
    bodyTimeout: deadlineMs,
    maxResponseSize: maxResponseBytes,
  });
  const details = { subgraph: name };

  const send = async (request: GraphQLRequest, context: CallContext): Promise<ExecutionResult> => {
    const { query, operationName, variables } = request;
    const body = JSON.stringify({ query, operationName, variables });
    const headers = {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      'accept-encoding': 'gzip, br',
      'x-request-id': context.requestId,
      ...(await headersFor?.(request, context, body)),
    };
    const answer = await pool.request({ path, method: 'POST', headers, body, signal: context.signal ?? null });
    return resultOf(await textOf(answer, maxResponseBytes), answer.statusCode);
  };

  const resultOf = (text: string, status: number): ExecutionResult => {
    const result = parseResult(text);
    if (result) return result;
    const message = `The subgraph "${name}" gave no GraphQL answer (HTTP ${status}).`;
    throw new SubgraphUnavailableError(message, { details: { ...details, status } });
  };

  const failure = (error: unknown): unknown => {
    if (error instanceof HubError) return error;
    const late = error instanceof undiciErrors.HeadersTimeoutError || error instanceof undiciErrors.BodyTimeoutError;
    if (late || (error instanceof Error && error.name === 'TimeoutError'))
      return new SubgraphTimeoutError(`The subgraph "${name}" did not answer in time.`, { cause: error, details });
    if (error instanceof undiciErrors.ResponseExceededMaxSizeError || codeOf(error) === 'ERR_BUFFER_TOO_LARGE')
      return new SubgraphUnavailableError(`The answer of the subgraph "${name}" is too large.`, {
        cause: error,
        details,
      });
    return new SubgraphUnavailableError(`The subgraph "${name}" cannot be reached.`, { cause: error, details });
  };

  return {
    async execute(request, context) {
      try {
        return await send(request, context);
      } catch (error) {
        if (!wasReset(error) || mayChange(request.query) || context.signal?.aborted) throw failure(error);
      }
      // A connection that was kept alive may be closed by the other side just as it is used: not an outage.
      try {
        return await send(request, context);
      } catch (error) {
        throw failure(error);
      }
    },
    close: () => pool.close(),
  };
}

async function textOf({ body, headers }: Dispatcher.ResponseData, maxOutputLength: number): Promise<string> {
  const encoding = headers['content-encoding'];
  if (encoding !== 'gzip' && encoding !== 'br') return body.text();
  const packed = await body.bytes();
  const unpack = packed.length < worthAThread ? inflateNow[encoding] : inflate[encoding];
  return (await unpack(packed, { maxOutputLength })).toString('utf8');
}

/** A body is an answer whatever its status when it is a GraphQL result. */
function parseResult(text: string): ExecutionResult | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && ('data' in value || 'errors' in value))
      return value as ExecutionResult;
  } catch {
    // Not JSON: a proxy's page, or half an answer.
  }
  return undefined;
}

function wasReset(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && resetCodes.has(code);
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Errs on the safe side: the word anywhere in the text keeps the request from being sent twice. */
function mayChange(query: string): boolean {
  return /\bmutation\b/.test(query);
}
