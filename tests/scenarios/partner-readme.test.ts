import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createHubClient } from '../support/client.js';
import { publishOne } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { signers } from '../support/webhooks.js';

// Runs what the README tells a partner to type, as it stands there.

/** What is to be typed: first where everything is, which each reader sets for themselves, then the steps. */
function stepsOfReadme(): { names: string[]; steps: string } {
  const readme = readFileSync('README.md', 'utf8');
  const [section = ''] = readme.slice(readme.indexOf('**A partner**')).split(/\n(?=\*\*)/);
  const [where = '', ...blocks] = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = '']) => text);
  return { names: [...where.matchAll(/(\w+)=/g)].map(([, name = '']) => name), steps: blocks.join('\n') };
}

let hub: TestHub;
let receiver: Receiver;
beforeAll(async () => {
  [hub, receiver] = await Promise.all([startTestHub(), startReceiver()]);
}, 60_000);
afterAll(async () => {
  await hub.close();
  await receiver.close();
});

test('by the README alone, a partner gets a key, explores, asks, subscribes, and is told by webhook', async () => {
  const { names, steps } = stepsOfReadme();
  const where: Record<string, string> = {
    CRM: hub.sandbox.url,
    CRM_ID: 'sandbox-client',
    CRM_SECRET: 'sandbox-secret',
    HOOK: receiver.url,
  };
  expect(names.sort()).toEqual(Object.keys(where).sort());

  // Its last step is a stream, which stays open.
  const shell = spawn('bash', ['-eu', '-o', 'pipefail', '-c', steps], {
    env: { PATH: process.env.PATH, HUB: hub.url, KEY: hub.admin.key, ...where },
    detached: true,
  });
  const ended = once(shell, 'exit');
  let said = '';
  const looks = new Set<() => void>();
  shell.stdout.on('data', (chunk: Buffer) => {
    said += chunk;
    for (const look of looks) look();
  });
  const until = (wanted: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => said.includes(wanted) && resolve();
      looks.add(look);
      shell.on('exit', () => reject(new Error(`it ended without ${wanted}: ${said}`)));
      look();
    });
  try {
    await until('"secret":"whsec_');
    const { reference } = await publishOne(hub.admin);
    await until('delivery.succeeded');
    expect(said).toContain('"name":"distributedInterventions"');
    expect(said).toContain('"distribution":{"name":"Acme"');
    expect(said).toContain('"distributedInterventions":{"nodes":[]}');
    expect(said).toContain(reference);

    const [, secret = ''] = /"secret":"(whsec_[^"]+)"/.exec(said) ?? [];
    const received = await receiver.until(3);
    const types = received.map(({ body }) => (JSON.parse(body) as { type: string }).type);
    expect(types.sort()).toEqual(['delivery.pending', 'delivery.sending', 'delivery.succeeded']);
    for (const one of received) expect(signers(one, [secret])).toEqual([secret]);
  } finally {
    if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGTERM');
    await ended;
  }
});

test('and nothing else: the same key opens no other door', async () => {
  const [partner] = await hub.database.sql<{ id: string }>(
    "select id from integrations.connections where name = 'Acme'",
  );
  const { createApiKey } = await hub.admin.data<{ createApiKey: { secret: string } }>(
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
    { input: { name: 'Acme', scopes: ['partner:read', 'partner:webhooks'], partnerId: partner?.id } },
  );
  const elsewhere = createHubClient(hub.url, createApiKey.secret);
  expect(await elsewhere.ask('{ interventions { totalCount } }')).toMatchObject({
    errors: [{ extensions: { code: 'FORBIDDEN' } }],
  });
  expect((await elsewhere.rest('GET', '/api/v1/interventions')).status).toBe(403);
  const own = createHubClient(hub.url, createApiKey.secret, '/partner/graphql');
  expect((await own.ask('{ interventions { totalCount } }')).errors?.[0]?.message).toMatch(/^Cannot query field/);
  expect(await own.data('{ distributedInterventions { totalCount } }')).toEqual({
    distributedInterventions: { totalCount: 1 },
  });
});
