import { createMauticSandbox, type MauticOptions } from '../../../sandboxes/mautic/index.js';
import { closedAfterEach } from '../../support/closed-after-each.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';
import { type Answer, type Call, call } from '../client.js';

const authorization = `Basic ${Buffer.from('sandbox-user:sandbox-password').toString('base64')}`;

/** Sandboxes and receivers for the tests of the file that calls it, closed when a test is over. */
export function useMautic() {
  const keep = closedAfterEach();
  return {
    /** A sandbox, and calls of its user. */
    async withMautic(options: MauticOptions = {}) {
      const sandbox = keep(await createMauticSandbox(options).start());
      const send = (method: string, path: string, body?: unknown): Promise<Answer> =>
        call(method, `${sandbox.url}/api${path}`, { headers: { authorization }, body });
      const plain = (method: string, path: string, options?: Call) => call(method, `${sandbox.url}${path}`, options);
      const create = async (fields: object): Promise<number> => {
        const { body } = await send('POST', '/contacts/new', fields);
        return (body as { contact: { id: number } }).contact.id;
      };
      return { sandbox, send, plain, create };
    },
    withReceiver: async (): Promise<Receiver> => keep(await startReceiver()),
  };
}
