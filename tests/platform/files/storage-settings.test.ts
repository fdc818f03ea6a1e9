import { loadConfig } from '../../../platform/config/config.js';
import { storageSettingsOf } from '../../../platform/files/storage-settings.js';

const settingsOf = (env: Record<string, string>) => storageSettingsOf(loadConfig(env));
const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };

test('a folder: below DATA_DIR, or the one that is named', () => {
  expect(settingsOf({ DATA_DIR: '/srv/hub' })).toEqual({ kind: 'folder', folder: '/srv/hub/files' });
  expect(settingsOf({ STORAGE_URL: 'file:./.data/files' })).toEqual({ kind: 'folder', folder: './.data/files' });
  expect(settingsOf({ STORAGE_URL: 'file:///srv/files' })).toEqual({ kind: 'folder', folder: '/srv/files' });
});

test('S3: at Amazon by the machine’s own role, or elsewhere with keys', () => {
  expect(settingsOf({ STORAGE_URL: 's3://papers', AWS_REGION: 'eu-west-3' })).toEqual({
    kind: 's3',
    bucket: 'papers',
    prefix: '',
    region: 'eu-west-3',
  });
  const elsewhere = 's3://papers/hub/1/?endpoint=https%3A%2F%2Fs3.example&region=fr-par';
  expect(settingsOf({ STORAGE_URL: elsewhere, AWS_REGION: 'eu-west-3', AWS_SESSION_TOKEN: 'token', ...keys })).toEqual({
    kind: 's3',
    bucket: 'papers',
    prefix: 'hub/1',
    region: 'fr-par',
    endpoint: 'https://s3.example',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' },
  });
});

test.each([
  ['another kind of storage', { STORAGE_URL: 'https://papers.example' }, 'STORAGE_URL'],
  ['no folder', { STORAGE_URL: 'file:' }, 'STORAGE_URL'],
  ['no bucket', { STORAGE_URL: 's3:///prefix' }, 'STORAGE_URL'],
  ['a setting that there is not', { STORAGE_URL: 's3://papers?acl=public' }, 'acl'],
  ['half a key', { STORAGE_URL: 's3://papers', AWS_ACCESS_KEY_ID: 'id' }, 'AWS_SECRET_ACCESS_KEY'],
])('%s is refused by name', (_what, env, named) => {
  const invalid = expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringContaining(named) });
  expect(() => settingsOf(env)).toThrow(invalid);
});
