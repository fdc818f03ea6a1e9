import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { malformedTargets, ssrfTargets } from '../support/ssrf-targets.js';
import { createWebhook } from '../support/webhooks.js';

// The hub as it is delivered: not even this machine is let through.

let hub: TestHub;
let receiver: Receiver;
let targets: string[];
beforeAll(async () => {
  hub = await startTestHub({ env: { WEBHOOK_ALLOW_LOOPBACK: 'off' } });
  receiver = await startReceiver();
  targets = [...ssrfTargets(receiver.port), ...malformedTargets(receiver.port)];
}, 60_000);
afterAll(async () => {
  await receiver.close();
  await hub.close();
});

/** Asks for no event that there is: nothing is sent there by itself. */
const harmless = { url: 'https://93.184.215.14/hook', events: ['never'] };

test('more than sixty targets: refused when a webhook is made and when it is changed, by field and rule', async () => {
  expect(new Set(targets).size).toBeGreaterThanOrEqual(60);
  const { webhook } = await createWebhook(hub.admin, harmless);
  const create = 'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { secret } }';
  const update = 'mutation ($id: ID!, $input: UpdateWebhookInput!) { updateWebhook(id: $id, input: $input) { id } }';
  for (const url of targets) {
    const answers = [
      await hub.admin.ask(create, { input: { ...harmless, name: 'x', url } }),
      await hub.admin.ask(update, { id: webhook.id, input: { url } }),
    ];
    for (const { errors } of answers) {
      expect({ url, ...errors?.[0]?.extensions }).toMatchObject({
        url,
        code: 'INVALID_INPUT',
        violations: [{ field: 'url', message: expect.stringMatching(/^must /) }],
      });
    }
  }
  expect(receiver.connections()).toBe(0);
}, 60_000);

test('nothing is connected to when such an address is in the table all the same', async () => {
  const made = await Promise.all(targets.slice(0, 5).map(() => createWebhook(hub.admin, harmless)));
  const ids = made.map(({ webhook }) => webhook.id);
  while (ids.length < targets.length) ids.push((await createWebhook(hub.admin, harmless)).webhook.id);
  for (const [index, url] of targets.entries()) {
    await hub.database.sql('update integrations.webhooks set url = $2 where id = $1', [ids[index], url]);
  }
  for (const id of ids) await hub.admin.data('mutation ($id: ID!) { testWebhook(id: $id) { id } }', { id });
  const attempts = await eventually(async () => {
    const made = await hub.database.sql(
      `select w.url, a.response_status, a.error from integrations.webhook_attempts a join integrations.webhooks w on w.id = a.webhook_id`,
    );
    return made.length >= targets.length && made;
  }, 'each target is tried');
  for (const attempt of attempts) {
    expect(attempt).toMatchObject({
      response_status: null,
      error: expect.stringMatching(/public address|could not be reached/),
    });
  }
  expect(receiver.connections()).toBe(0);
}, 120_000);
