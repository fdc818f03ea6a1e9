import * as oidc from 'openid-client';
import { watchAlerts } from '../../subgraphs/integrations/alerts/watch-alerts.js';
import { createHubClient } from '../support/client.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { createOAuthClient, createPerson, exchange, signIn } from '../support/oauth.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { append, createWebhook, messagesOf, runWebhookJobs } from '../support/webhooks.js';

let hub: TestHub;
let receiver: Receiver;
beforeAll(async () => {
  [hub, receiver] = await Promise.all([startTestHub({ workers: false }), startReceiver()]);
}, 60_000);
afterAll(async () => {
  await receiver.close();
  await hub.close();
});

const scopes = ['webhooks:admin', 'integrations:read'];

/** Somebody with a webhook, and what shuts that somebody out. */
interface Owner {
  secret: string;
  end(): Promise<unknown>;
}

async function aKey(end: (id: string) => Promise<unknown>): Promise<Owner> {
  const query = 'mutation ($input: CreateApiKeyInput!) { made: createApiKey(input: $input) { secret apiKey { id } } }';
  const { made } = await hub.admin.data<{ made: { secret: string; apiKey: { id: string } } }>(query, {
    input: { name: 'leaving', scopes },
  });
  return { secret: made.secret, end: () => end(made.apiKey.id) };
}

async function aProgram(): Promise<Owner> {
  const { id, config } = await createOAuthClient(hub, { machine: true, redirectUris: [], scopes });
  const { access_token: secret } = await oidc.clientCredentialsGrant(config, { scope: scopes.join(' ') });
  return { secret, end: () => hub.admin.data('mutation ($id: ID!) { deleteOAuthClient(id: $id) }', { id }) };
}

async function aPerson(): Promise<Owner> {
  const person = await createPerson(hub, { email: 'ada@example.org' });
  const program = await createOAuthClient(hub, { scopes });
  const signedIn = await signIn(hub, program, person, { scope: `openid ${scopes.join(' ')}` });
  const { access_token: secret } = await exchange(program, signedIn);
  const query = 'mutation ($id: ID!) { deactivateUser(id: $id) { id } }';
  return { secret, end: () => hub.admin.data(query, { id: person.id }) };
}

const endKey = (set: string) => (id: string) =>
  hub.database.sql(`update access.api_keys set ${set} where id = $1`, [id]);

const owners: Record<string, () => Promise<Owner>> = {
  'a revoked key': () => aKey((id) => hub.admin.data('mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id })),
  'a key whose time is over': () => aKey(endKey("expires_at = now() - interval '1 s'")),
  'a key that is gone': () => aKey((id) => hub.database.sql('delete from access.api_keys where id = $1', [id])),
  'a program that was deleted': aProgram,
  'a person who is no longer let in': aPerson,
};

const webhookOf = async (id: string) => {
  const query = 'query ($id: ID!) { webhook(id: $id) { active disabledReason failureCount } }';
  return (await hub.admin.data<{ webhook: object }>(query, { id })).webhook;
};

test.each(Object.keys(owners))(
  'the webhook of %s is disabled with an alert, and sends nothing more',
  async (which) => {
    const owner = await owners[which]?.();
    if (!owner) throw new Error(`no ${which}`);
    const client = createHubClient(hub.url, owner.secret);
    const { webhook } = await createWebhook(client, { name: which, url: receiver.url, events: ['tick'] });
    const before = receiver.received.length;
    await append(hub, 'tick');
    await runWebhookJobs(hub);
    expect(receiver.received).toHaveLength(before + 1);

    await append(hub, 'tick');
    await owner.end();
    await runWebhookJobs(hub);
    expect(receiver.received).toHaveLength(before + 1);
    const disabledReason = expect.stringMatching(/^its owner .+ is not let in any more; who sets its address again/);
    expect(await webhookOf(webhook.id)).toEqual({ active: false, disabledReason, failureCount: 0 });
    expect((await messagesOf(hub.admin, webhook.id)).map(({ status }) => status)).toEqual(['SUCCEEDED', 'FAILED']);
    await watchAlerts.handle({}, hub.assembly.services, new AbortController().signal);
    const { alerts } = await hub.admin.data<{ alerts: { nodes: { rule: string; message: string }[] } }>(
      '{ alerts(first: 50) { nodes { rule message } } }',
    );
    expect(alerts.nodes).toContainEqual({
      rule: 'webhook-disabled',
      message: expect.stringContaining(`${which}: its owner`),
    });

    // Only made active, it is still the owner's; whoever says where it goes sends with their own rights.
    const change =
      'mutation ($id: ID!, $input: UpdateWebhookInput!) { updateWebhook(id: $id, input: $input) { active } }';
    await hub.admin.data(change, { id: webhook.id, input: { active: true } });
    await append(hub, 'tick');
    await runWebhookJobs(hub);
    expect(await webhookOf(webhook.id)).toMatchObject({ active: false });
    expect(receiver.received).toHaveLength(before + 1);
    await hub.admin.data(change, { id: webhook.id, input: { active: true, url: receiver.url } });
    await append(hub, 'tick');
    await runWebhookJobs(hub);
    expect(receiver.received).toHaveLength(before + 2);
    await hub.admin.data('mutation ($id: ID!) { deleteWebhook(id: $id) }', { id: webhook.id });
  },
  60_000,
);
