import pg from 'pg';
import type { Logger } from '../telemetry/logger.js';

export interface ListenOptions {
  url: string;
  channel: string;
  logger: Logger;
  onNotification: (payload: string) => void;
  /** Called after every connect: whatever was sent before it may have been missed, so look for yourself. */
  onConnect: () => void;
}

export interface Listening {
  close(): Promise<void>;
}

const firstDelayMs = 50;
const longestDelayMs = 5_000;
const heartbeatMs = 10_000;

/** LISTEN on a connection of its own that comes back by itself; resolves once it listens for the first time. */
export async function listen(options: ListenOptions): Promise<Listening> {
  let closed = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  let delay = firstDelayMs;

  const connect = async () => {
    const fresh = new pg.Client({
      connectionString: options.url,
      application_name: 'passerelle-listen',
      keepAlive: true,
    });
    const reconnect = () => {
      clearInterval(heartbeat);
      if (closed || client !== fresh) return;
      client = undefined;
      const said = delay === firstDelayMs ? 'warn' : 'debug';
      options.logger[said]({ channel: options.channel, delay }, 'lost the listening connection');
      retry = setTimeout(() => void connect().catch(() => undefined), delay);
      delay = Math.min(delay * 2, longestDelayMs);
    };
    fresh.on('notification', (message) => options.onNotification(message.payload ?? ''));
    fresh.on('error', reconnect);
    fresh.on('end', reconnect);
    client = fresh;
    try {
      await fresh.connect();
      await fresh.query(`listen ${fresh.escapeIdentifier(options.channel)}`);
    } catch (error) {
      reconnect();
      throw error;
    }
    delay = firstDelayMs;
    // A connection that died without a word is found out by asking.
    heartbeat = setInterval(
      () => void fresh.query('select 1').catch(() => fresh.end().catch(() => undefined)),
      heartbeatMs,
    );
    options.onConnect();
  };

  await connect();
  return {
    async close() {
      closed = true;
      clearTimeout(retry);
      clearInterval(heartbeat);
      await client?.end();
    },
  };
}
