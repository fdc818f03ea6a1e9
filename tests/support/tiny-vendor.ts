import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { type Connector, defineConnector } from '../../platform/connectors/connector.js';
import type { InboundEvent, WebhookDeclaration } from '../../platform/webhooks/webhook-declaration.js';
import type { TestHub } from './hub.js';

const credentials = z.object({ secret: z.string() });
type Credentials = z.infer<typeof credentials>;

/** What a body of the tiny vendor tells of: the hub's own events, as they are. */
export type TinyEvent = Partial<Omit<InboundEvent, 'occurredAt'>> & { at: string };

const unsaid = { type: 'thing', reference: null, externalId: null, vendorStatus: null, refused: false, summary: 'It' };

/** Signs its bodies, or sends the secret along in a header; several events in one body. */
const webhook: WebhookDeclaration<Credentials> = {
  proofs: [
    { scheme: 'hmac-sha256-hex', header: 'x-signature' },
    { scheme: 'shared-secret', header: 'x-secret' },
  ],
  secretOf: ({ secret }, topic) => (topic === null ? secret : `${secret} of ${topic}`),
  maxAgeSeconds: null,
  parse(body) {
    const { events } = body as { events: TinyEvent[] };
    return events.map(({ at, ...event }) => ({ ...unsaid, ...event, occurredAt: new Date(at) }));
  },
};

/** A vendor of a few lines that lives in this process, in the place of the one whose key it has. */
export function createTinyVendor(key: string, more: Partial<Connector> = {}): Connector {
  return { ...defineConnector<Credentials>({ key, title: `Tiny ${key}`, credentials, webhook, actions: {} }), ...more };
}

export const tinySecret = 'a secret for the tests';

/** Makes a connection to a tiny vendor. */
export async function connectTiny(hub: TestHub, connector: string, name = 'default'): Promise<string> {
  const query = 'mutation ($input: ConnectionInput!) { createConnection(input: $input) { id } }';
  const input = { connector, name, baseUrl: 'http://127.0.0.1:9', credentials: { secret: tinySecret } };
  return (await hub.admin.data<{ createConnection: { id: string } }>(query, { input })).createConnection.id;
}

/** Tells of events at a vendor's door; with a topic, unsigned and with the topic's secret. */
export async function tell(
  hub: TestHub,
  connector: string,
  events: readonly TinyEvent[],
  { topic, path = '', headers }: { topic?: string; path?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = JSON.stringify({ events });
  const proof: Record<string, string> = topic
    ? { 'x-secret': `${tinySecret} of ${topic}` }
    : { 'x-signature': createHmac('sha256', tinySecret).update(body).digest('hex') };
  const query = topic ? `?topic=${topic}` : '';
  const response = await fetch(`${hub.url}/api/integrations/${connector}/webhook${path}${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...proof, ...headers },
    body,
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}
