import { createSymphonicsSandbox, type SymphonicsOptions } from '../../../sandboxes/symphonics/index.js';
import { closedAfterEach } from '../../support/closed-after-each.js';
import { type Answer, type Call, call } from '../client.js';

/** Sandboxes for the tests of the file that calls it, closed when a test is over. */
export function useSymphonics() {
  const keep = closedAfterEach();
  return async (options: SymphonicsOptions = {}) => {
    const sandbox = keep(await createSymphonicsSandbox(options).start());
    const send = (method: string, path: string, options?: Call): Promise<Answer> =>
      call(method, `${sandbox.url}${path}`, options);
    const credentials = (secret: string) =>
      send('POST', '/auth/token', {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `grant_type=client_credentials&client_id=sandbox-client&client_secret=${secret}`,
      });
    const authenticate = async (): Promise<string> => {
      const { body } = await credentials('sandbox-secret');
      return (body as { access_token: string }).access_token;
    };
    return { sandbox, send, credentials, authenticate };
  };
}
