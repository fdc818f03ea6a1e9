import type { Connector } from '../../../platform/connectors/connector.js';
import type { Connection } from '../entities/connection.js';
import type { InboundWebhookEvent } from '../entities/inbound-webhook.js';

/** Where an event came from. */
export interface EventSource {
  connector: Connector;
  connection: Connection;
  /** Whether it may wait any longer for something of ours that is under way. */
  isPatient: boolean;
}

/** What an event led to; `wait` when it is too early to say. */
export type EventResult = Omit<InboundWebhookEvent, 'type'> | 'wait';
