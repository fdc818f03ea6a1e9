import { once } from 'node:events';
import { createServer } from 'node:net';
import { aFewAtOnce } from '../support/a-few-at-once.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { masterKey } from '../support/hub.js';
import { runHub } from '../support/run-hub.js';

let database: TestDatabase;
let env: Record<string, string>;
beforeAll(async () => {
  database = await cloneDatabase();
  env = { DATABASE_URL: database.url, HUB_MASTER_KEY: masterKey, PORT: '0' };
});
afterAll(() => database.drop());

/** Ends with 1, says that much, and shows nothing of the inside. */
async function expectFailure(args: string[], environment: Record<string, string>, said: RegExp): Promise<string> {
  const { code, out, err } = await runHub(args, environment);
  expect(err).toMatch(said);
  expect(err).not.toMatch(/\n\s+at |node_modules|\.js:\d/);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  return err;
}

describe('help', () => {
  const commands: Record<string, RegExp> = {
    '': /start[\s\S]*gateway[\s\S]*subgraph[\s\S]*worker[\s\S]*migrate[\s\S]*compose[\s\S]*keys[\s\S]*sandbox/,
    start: /--port <number>/,
    gateway: /--supergraph <file>[\s\S]*--host/,
    subgraph: /"interventions",\s+"integrations",\s+"billing",\s+"marketing"/,
    worker: /--port <number>/,
    migrate: /safe to run again/,
    compose: /--check/,
    'keys create': /--name <text>[\s\S]*--organization[\s\S]*--scopes[\s\S]*--expires/,
    'keys list': /every key/,
    'keys revoke': /<key>/,
    sandbox: /symphonics[\s\S]*docuseal[\s\S]*invoice-ninja[\s\S]*mautic/,
  };

  test.each(Object.entries(commands))('hub %s --help', async (command, mentions) => {
    const { code, out, err } = await runHub([...command.split(' ').filter(Boolean), '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(new RegExp(`^Usage: hub ${command}`.trim()));
    expect(out).toMatch(mentions);
  });

  test('what is no command is answered with help', async () => {
    const { code, err } = await runHub(['strat']);
    expect(code).toBe(1);
    expect(err).toMatch(/unknown command 'strat'[\s\S]*Did you mean start\?|unknown command 'strat'[\s\S]*Usage: hub/);
  });
});

describe('what is wrong is said in a sentence', () => {
  test('every problem of the configuration', async () => {
    const wrong = { PORT: 'abc', DATABASE_URL: 'canary', LOG_LEVEL: 'canary', HUB_MASTER_KEY: 'canary' };
    const commands = [['start'], ['keys', 'list']];
    const said = await Promise.all(
      commands.map((command) => expectFailure(command, wrong, /^The configuration is not valid:\n/)),
    );
    for (const text of said) {
      for (const name of Object.keys(wrong)) expect(text).toContain(`  ${name}: `);
      expect(text).not.toContain('canary');
    }
  });

  test('half a connection to Symphonics', () =>
    expectFailure(['start'], { ...env, SYMPHONICS_API_URL: 'http://127.0.0.1:1' }, /also needs SYMPHONICS_CLIENT_ID/));

  test('a database that is not there, or not ready', async () => {
    const at = (change: Partial<URL>) => ({
      ...env,
      DATABASE_URL: Object.assign(new URL(database.url), change).href,
    });
    const nobody = at({ port: '1' });
    await aFewAtOnce<Parameters<typeof expectFailure>>(
      [
        [['migrate'], nobody, /^Nothing answers at 127\.0\.0\.1:1 \(ECONNREFUSED\)/],
        [['worker'], nobody, /^Nothing answers at/],
        [['migrate'], at({ pathname: '/none' }), /"none" does not exist/],
        [['migrate'], at({ password: 'x' }), /password authentication failed/],
        [['worker'], at({ pathname: '/template1' }), /run `hub migrate`/],
      ],
      (failure) => expectFailure(...failure),
    );
  });

  test('a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await expectFailure(['subgraph', 'billing', '--port', String(port)], env, new RegExp(`^The port ${port} is taken`));
    server.close();
  });

  test('a supergraph that is none', async () => {
    await Promise.all([
      expectFailure(['gateway', '--supergraph', '/none.graphql'], {}, /^\/none\.graphql cannot be used/),
      expectFailure(['gateway', '--supergraph', 'package.json'], {}, /^The schema cannot be read: Syntax Error/),
    ]);
  });
});

test('migrating again changes nothing', async () => {
  const state = () =>
    database.sql(`select table_schema, table_name, column_name from information_schema.columns
      where table_schema not in ('pg_catalog', 'information_schema') order by 1, 2, 3`);
  const before = await state();
  for (let times = 0; times < 2; times += 1) {
    expect(await runHub(['migrate'], env)).toEqual({ code: 0, out: 'The database is up to date.\n', err: '' });
  }
  expect(await state()).toEqual(before);
});

test('the committed schema is what the code declares', async () => {
  const expected = { code: 0, out: 'schema/ is what the code declares.\n', err: '' };
  expect(await runHub(['compose', '--check'])).toEqual(expected);
});
