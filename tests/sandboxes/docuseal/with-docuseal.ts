import {
  createDocusealSandbox,
  type DocusealOptions,
  type StartedDocusealSandbox,
} from '../../../sandboxes/docuseal/index.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';
import { type Answer, type Call, call } from '../client.js';

const open = new Set<StartedDocusealSandbox | Receiver>();

afterEach(async () => {
  await Promise.all([...open].map((one) => one.close()));
  open.clear();
});

/** A sandbox that is closed when the test is over, and calls with its key. */
export async function withDocuseal(options: DocusealOptions = {}) {
  const sandbox = await createDocusealSandbox(options).start();
  open.add(sandbox);
  const send = (method: string, path: string, { headers, ...rest }: Call = {}): Promise<Answer> =>
    call(method, `${sandbox.url}${path}`, { headers: { 'x-auth-token': 'sandbox-docuseal-key', ...headers }, ...rest });
  const create = async (changes: object = {}): Promise<CreatedSubmitter[]> => {
    const submitters = [{ role: 'Client', name: 'Jeanne Martin', email: 'jeanne@example.fr', external_id: 'quote-1' }];
    const { body } = await send('POST', '/submissions', { body: { template_id: 1, submitters, ...changes } });
    return body as CreatedSubmitter[];
  };
  return { sandbox, send, create };
}

/** A receiver that is closed when the test is over. */
export async function withReceiver(): Promise<Receiver> {
  const receiver = await startReceiver();
  open.add(receiver);
  return receiver;
}

export interface CreatedSubmitter {
  id: number;
  submission_id: number;
  status: string;
  embed_src: string;
}
