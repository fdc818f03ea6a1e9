import { createDocusealSandbox, type DocusealOptions } from '../../../sandboxes/docuseal/index.js';
import { closedAfterEach } from '../../support/closed-after-each.js';
import { type Receiver, startReceiver } from '../../support/receiver.js';
import { type Answer, type Call, call } from '../client.js';

/** Sandboxes and receivers for the tests of the file that calls it, closed when a test is over. */
export function useDocuseal() {
  const keep = closedAfterEach();
  return {
    /** A sandbox, and calls with its key. */
    async withDocuseal(options: DocusealOptions = {}) {
      const sandbox = keep(await createDocusealSandbox(options).start());
      const send = (method: string, path: string, { headers, ...rest }: Call = {}): Promise<Answer> =>
        call(method, `${sandbox.url}${path}`, {
          headers: { 'x-auth-token': 'sandbox-docuseal-key', ...headers },
          ...rest,
        });
      const create = async (changes: object = {}): Promise<CreatedSubmitter[]> => {
        const submitters = [
          { role: 'Client', name: 'Jeanne Martin', email: 'jeanne@example.fr', external_id: 'quote-1' },
        ];
        const { body } = await send('POST', '/submissions', { body: { template_id: 1, submitters, ...changes } });
        return body as CreatedSubmitter[];
      };
      return { sandbox, send, create };
    },
    withReceiver: async (): Promise<Receiver> => keep(await startReceiver()),
  };
}

export interface CreatedSubmitter {
  id: number;
  submission_id: number;
  status: string;
  embed_src: string;
}
