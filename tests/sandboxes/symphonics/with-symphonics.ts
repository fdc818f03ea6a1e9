import {
  createSymphonicsSandbox,
  type StartedSymphonicsSandbox,
  type SymphonicsOptions,
} from '../../../sandboxes/symphonics/index.js';
import { type Answer, type Call, call } from '../client.js';

const started = new Set<StartedSymphonicsSandbox>();

afterEach(async () => {
  await Promise.all([...started].map((sandbox) => sandbox.close()));
  started.clear();
});

/** A sandbox that is closed when the test is over. */
export async function withSymphonics(options: SymphonicsOptions = {}) {
  const sandbox = await createSymphonicsSandbox(options).start();
  started.add(sandbox);
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
}
