import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Socket } from 'node:net';

export interface OpenSockets {
  /** Sockets that this process opened since the watch began to that port and has not closed. */
  to(port: number): number;
  /** Resolves once at most so many are open to that port; rejects after `timeoutMs` with how many there are. */
  atMost(count: number, port: number, timeoutMs?: number): Promise<void>;
  stop(): void;
}

const channel = 'net.client.socket';

/** Watches the TCP connections that this process makes. */
export function watchSockets(): OpenSockets {
  const open = new Map<Socket, number>();
  const seen = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    socket.once('connect', () => open.set(socket, socket.remotePort ?? 0));
    socket.once('close', () => open.delete(socket));
  };
  subscribe(channel, seen);
  const to = (port: number) => [...open.values()].filter((other) => other === port).length;
  return {
    to,
    async atMost(count, port, timeoutMs = 30_000) {
      const late = AbortSignal.timeout(timeoutMs);
      const isLate = once(late, 'abort');
      while (to(port) > count) {
        if (late.aborted) throw new Error(`${to(port)} sockets are still open to port ${port}`);
        const sockets = [...open].filter(([, other]) => other === port);
        await Promise.race([
          isLate,
          ...sockets.map(([socket]) => new Promise((resolve) => socket.once('close', resolve))),
        ]);
      }
    },
    stop: () => unsubscribe(channel, seen),
  };
}
