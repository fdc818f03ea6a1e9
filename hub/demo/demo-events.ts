import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { authorization, graphUrl, say } from './demo-graph.js';

const event = z.object({
  syncEvents: z.object({ type: z.string(), occurredAt: z.string(), message: z.string().nullable() }),
});
export type DemoEvent = z.infer<typeof event>['syncEvents'];

/** Before the first event there is. */
export const firstCursor = Buffer.from('sync:0').toString('base64url');

export interface Watching {
  /** Resolves once the subscription stands. */
  open: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Prints sync events as they stream in.
 * @param filter arguments of the subscription: `{ interventionId, after }`; none is all from now on
 * @param onEvent told of each; an error ends the demo
 */
export function watch(
  filter: { interventionId?: string; after?: string },
  onEvent: (event: DemoEvent) => void,
  onError: (error: Error) => void,
): Watching {
  const client = createClient({
    url: graphUrl.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    lazy: false,
  });
  const open = new Promise<void>((resolve) => client.on('connected', () => resolve()));
  const query = `subscription ($interventionId: ID, $after: String) {
    syncEvents(interventionId: $interventionId, after: $after) { type occurredAt message } }`;
  const stop = client.subscribe<Record<string, unknown>>(
    { query, variables: filter },
    {
      next({ data, errors }) {
        if (errors?.[0]) return onError(new Error(errors[0].message));
        const { syncEvents } = event.parse(data);
        say(`  ${syncEvents.occurredAt.slice(11, 23)}  ${syncEvents.type.padEnd(28)} ${syncEvents.message ?? ''}`);
        onEvent(syncEvents);
      },
      error: (error) => onError(error instanceof Error ? error : new Error(JSON.stringify(error))),
      complete: () => undefined,
    },
  );
  return {
    open,
    async stop() {
      stop();
      await client.dispose();
    },
  };
}
