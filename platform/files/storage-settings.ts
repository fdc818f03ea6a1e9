import path from 'node:path';
import { type Config, ConfigError } from '../config/config.js';

export type StorageSettings =
  | { kind: 'folder'; folder: string }
  | {
      kind: 's3';
      bucket: string;
      /** Of every key; empty for none, else without a slash at its ends. */
      prefix: string;
      region: string;
      /** Where it is when it is not Amazon's. */
      endpoint?: string;
      /** Left out, what the machine itself is allowed (a role). */
      credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
    };

/**
 * `file:FOLDER` or `s3://BUCKET/PREFIX?endpoint=URL&region=NAME`; unset, a folder below DATA_DIR.
 * @throws ConfigError
 */
export function storageSettingsOf(config: Config): StorageSettings {
  const { STORAGE_URL: url, DATA_DIR } = config;
  if (url === undefined) return { kind: 'folder', folder: path.join(DATA_DIR, 'files') };
  if (url.startsWith('file:')) return { kind: 'folder', folder: url.slice('file:'.length).replace(/^\/\/(?=\/)/, '') };
  const { hostname: bucket, pathname, searchParams } = new URL(url);
  for (const name of searchParams.keys()) {
    if (name !== 'endpoint' && name !== 'region') throw new ConfigError(`STORAGE_URL: ${name} is no setting of S3.`);
  }
  const endpoint = searchParams.get('endpoint');
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = config;
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw new ConfigError('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY go together.');
  }
  return {
    kind: 's3',
    bucket,
    prefix: pathname.replaceAll(/^\/+|\/+$/g, ''),
    region: searchParams.get('region') ?? config.AWS_REGION ?? 'us-east-1',
    ...(endpoint && { endpoint }),
    ...(accessKeyId &&
      secretAccessKey && { credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) } }),
  };
}
