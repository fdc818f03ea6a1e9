import { ConfigError, loadConfig } from '../../platform/config/config.js';

test('nothing set is a hub on this machine', () => {
  expect(loadConfig({})).toMatchObject({ PORT: 4000, HOST: '127.0.0.1', DATA_DIR: '.data', SEED_DEMO: false });
  expect(loadConfig({}).DATABASE_URL).toBeUndefined();
});

test('texts become what they stand for, and an empty one is as if it were not set', () => {
  const read = loadConfig({ PORT: '0', SEED_DEMO: 'on', DATABASE_POOL_SIZE: '5', LOG_LEVEL: '', HUB_MASTER_KEY: '' });
  expect(read).toMatchObject({ PORT: 0, SEED_DEMO: true, DATABASE_POOL_SIZE: 5, LOG_LEVEL: 'info' });
  expect(read.HUB_MASTER_KEY).toBeUndefined();
});

test('what the hub does not know is none of its business', () => {
  expect(loadConfig({ PATH: '/bin', SYMPHONICS_API_URI: 'x' })).not.toHaveProperty('SYMPHONICS_API_URI');
});

test('every problem is told at once, one a line, and no value of any', () => {
  const wrong = {
    PORT: '70000',
    DATABASE_URL: 'mysql://hub:canary-password@db/hub',
    DATABASE_POOL_SIZE: 'canary-many',
    HUB_MASTER_KEY: 'canary-short-key',
    HUB_BOOTSTRAP_ADMIN_KEY: 'canary-key',
    LOG_LEVEL: 'canary-loud',
    SEED_DEMO: 'canary-maybe',
    SYMPHONICS_API_URL: 'ftp://canary.example',
    SUBGRAPH_BILLING_URL: 'canary',
    DELIVERY_TIMEOUT_MS: '1',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'canary',
  };
  let message = '';
  try {
    loadConfig(wrong);
  } catch (error) {
    if (error instanceof ConfigError) message = error.message;
  }
  const [head, ...lines] = message.split('\n');
  expect(head).toBe('The configuration is not valid:');
  expect(lines.map((line) => line.trim().split(':')[0]).sort()).toEqual(Object.keys(wrong).sort());
  expect(lines.every((line) => /^ {2}[A-Z_]+: \S+/.test(line))).toBe(true);
  expect(message).not.toContain('canary');
});

test('what there is one of a company is gathered by company', () => {
  const keys = {
    INVOICE_NINJA_KEY_HYPERVISUAL: 'one',
    INVOICE_NINJA_KEY_ENKI_REALTY: 'two',
    INVOICE_NINJA_KEY_LEXAIA: '',
  };
  expect(loadConfig(keys).INVOICE_NINJA_KEYS).toEqual({ HYPERVISUAL: 'one', ENKI_REALTY: 'two' });
  expect(loadConfig({}).INVOICE_NINJA_KEYS).toEqual({});
});

test('webhooks come in where others reach the hub, unless told otherwise', () => {
  const PUBLIC_URL = 'https://hub.example';
  expect(loadConfig({ PUBLIC_URL }).WEBHOOK_BASE_URL).toBe(PUBLIC_URL);
  expect(loadConfig({ PUBLIC_URL, WEBHOOK_BASE_URL: 'https://in.example' }).WEBHOOK_BASE_URL).toBe(
    'https://in.example',
  );
});
