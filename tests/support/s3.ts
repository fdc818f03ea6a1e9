import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const s3Credentials = { accessKeyId: 'AKIATESTS', secretAccessKey: 'a secret of the tests' };
const region = 'eu-west-3';

/** A stand-in for S3: buckets by path, one set of credentials, objects in memory. */
export interface S3Server {
  /** As STORAGE_URL wants it. */
  storageUrl(bucket: string, prefix: string): string;
  endpoint: string;
  region: string;
  /** By their path, the bucket first. */
  objects: Map<string, Buffer>;
  /** Method and path of every request that was let in. */
  requests: string[];
  close(): Promise<void>;
}

/** Every request must carry a good signature of version 4 (Authenticating Requests: Using the Authorization Header). */
export async function startS3(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (!isSigned(request)) return refuse(response, 403, 'SignatureDoesNotMatch');
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://s3').pathname).slice(1);
    requests.push(`${request.method} ${path}`);
    const known = objects.get(path);
    switch (request.method) {
      case 'PUT':
        if (request.headers['content-length'] === undefined) return refuse(response, 411, 'MissingContentLength');
        objects.set(path, Buffer.concat(chunks));
        return response.setHeader('etag', '"of-the-tests"').end();
      case 'DELETE':
        objects.delete(path);
        return response.writeHead(204).end();
      default:
        if (!known) return refuse(response, 404, 'NoSuchKey');
        response.setHeader('content-length', known.length);
        return response.end(request.method === 'GET' ? known : undefined);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    region,
    objects,
    requests,
    storageUrl: (bucket, prefix) => `s3://${bucket}/${prefix}?${new URLSearchParams({ endpoint, region })}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>refused</Message></Error>`);
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

function isSigned({ method, url = '', headers }: IncomingMessage): boolean {
  const authorization =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  if (!authorization) return false;
  const [, keyId, day = '', where = '', signed = '', signature] = authorization;
  if (keyId !== s3Credentials.accessKeyId || where !== region) return false;
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const query = [...searchParams].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const canonical = [
    method,
    pathname,
    query.toSorted().join('&'),
    ...signed.split(';').map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signed,
    headers['x-amz-content-sha256'],
  ].join('\n');
  const scope = `${day}/${where}/s3/aws4_request`;
  const digest = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, digest].join('\n');
  const key = [where, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${s3Credentials.secretAccessKey}`, day));
  return hmac(key, text).toString('hex') === signature;
}
