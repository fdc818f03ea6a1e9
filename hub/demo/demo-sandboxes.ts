import { z } from 'zod';
import { ask } from './demo-graph.js';

const connections = z.object({
  connections: z.object({ nodes: z.array(z.object({ connector: z.string(), baseUrl: z.string() })) }),
});

/** A sandbox that stands in for a vendor, as people at the vendor see it. */
export interface DemoSandbox {
  /** Something that happens there: somebody signs, somebody pays. */
  happen(event: object): Promise<void>;
  /** What the vendor holds. */
  state<T>(shape: z.ZodType<T>): Promise<T>;
}

/**
 * The sandbox behind the hub's connection to a vendor.
 * @throws Error when the hub is connected to the vendor itself: nobody signs or pays there for a demo
 */
export async function sandboxOf(connector: string): Promise<DemoSandbox> {
  const answer = await ask(connections, '{ connections(first: 100) { nodes { connector baseUrl } } }');
  const found = answer.connections.nodes.find((one) => one.connector === connector);
  if (!found) throw new Error(`the hub has no connection to ${connector}`);
  const { origin, hostname } = new URL(found.baseUrl);
  if (hostname !== '127.0.0.1') throw new Error(`${connector} is no sandbox: its address is ${origin}`);
  const control = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const response = await fetch(`${origin}/__control/${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`the sandbox of ${connector} answered ${response.status}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  const headers = { 'content-type': 'application/json' };
  return {
    happen: async (event) => {
      await control('events', { method: 'POST', headers, body: JSON.stringify(event) });
    },
    state: async (shape) => shape.parse(await control('state')),
  };
}
