import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDocusealSandbox } from '../../../sandboxes/docuseal/index.js';
import { call } from '../client.js';

describe('the webhooks of a sandbox', () => {
  test('end with it, though nobody has answered', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const webhookUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const sandbox = await createDocusealSandbox({ webhookUrl, webhooks: 'lost' }).start();
    try {
      const headers = { 'x-auth-token': 'sandbox-docuseal-key' };
      const body = { template_id: 1, submitters: [{ email: 'jeanne@example.fr' }] };
      await call('POST', `${sandbox.url}/submissions`, { headers, body });
      sandbox.configure({ webhooks: 'sent' });
      const arrived = once(silent, 'request');
      const sending = sandbox.sendEvent({ event: 'webhook.resend', id: 1 });
      await arrived;
      await sandbox.close();
      expect(await sending).toMatchObject([{ answers: [{ status: null, error: expect.stringContaining('aborted') }] }]);
    } finally {
      await sandbox.close();
      silent.closeAllConnections();
      await once(silent.close(), 'close');
    }
  });

  test('go to this machine alone', () => {
    expect(() => createDocusealSandbox({ webhookUrl: 'https://example.com/' })).toThrow('webhookUrl');
    expect(createDocusealSandbox().settings()).toMatchObject({ webhookUrl: null, webhooks: 'sent', webhookCopies: 1 });
  });
});
