import { createMauticSandbox, type MauticOptions, type StartedMauticSandbox } from '../../../sandboxes/mautic/index.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';
import { type Answer, type Call, call } from '../client.js';

const open = new Set<StartedMauticSandbox | Receiver>();

afterEach(async () => {
  await Promise.all([...open].map((one) => one.close()));
  open.clear();
});

const authorization = `Basic ${Buffer.from('sandbox-user:sandbox-password').toString('base64')}`;

/** A sandbox that is closed when the test is over, and calls of its user. */
export async function withMautic(options: MauticOptions = {}) {
  const sandbox = await createMauticSandbox(options).start();
  open.add(sandbox);
  const send = (method: string, path: string, body?: unknown): Promise<Answer> =>
    call(method, `${sandbox.url}/api${path}`, { headers: { authorization }, body });
  const plain = (method: string, path: string, options?: Call) => call(method, `${sandbox.url}${path}`, options);
  const create = async (fields: object): Promise<number> => {
    const { body } = await send('POST', '/contacts/new', fields);
    return (body as { contact: { id: number } }).contact.id;
  };
  return { sandbox, send, plain, create };
}

/** A receiver that is closed when the test is over. */
export async function withReceiver(): Promise<Receiver> {
  const receiver = await startReceiver();
  open.add(receiver);
  return receiver;
}
