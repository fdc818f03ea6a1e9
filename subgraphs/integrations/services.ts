import type { Connector } from '../../platform/connectors/connector.js';
import type { OutboundGuard } from '../../platform/http/guarded-dispatcher.js';
import type { SecretBox } from '../../platform/secrets/secret-box.js';
import type { DocumentCheck, GraphQLService } from '../../platform/service/graphql-service.js';
import type { SubgraphServices } from '../../platform/service/subgraph-service.js';
import type { Metrics } from '../../platform/telemetry/metrics.js';
import type { AlertMail } from './alerts/alert-mail.js';
import type { SyncEventFeed } from './sync-events/sync-event-feed.js';

/** What the integrations subgraph needs beyond the common services. */
export interface IntegrationsServices extends SubgraphServices {
  secretBox: SecretBox;
  connectors: readonly Connector[];
  /** The whole graph: connectors read what they send through it, like other clients. */
  graph: GraphQLService;
  /** What of it a partner can name: the payloads of its webhooks are read through it, its operations checked against it. */
  partnerGraph: GraphQLService & DocumentCheck;
  syncEvents: SyncEventFeed;
  /** For every address that a user typed. */
  outbound: OutboundGuard;
  metrics: Metrics;
  /** Where the webhooks of a connector come in; `null` where that is not known, or there is no such door. */
  webhookAddress(connector: string): string | null;
  delivery: DeliverySettings;
  retention: RetentionSettings;
  /** Where alerts are told by e-mail; `null` where nobody is. */
  alertMail: AlertMail | null;
}

export interface RetentionSettings {
  /** How long requests, answers and received payloads are kept, in days. */
  attemptDays: number;
}

export interface DeliverySettings {
  /** For one exchange with a vendor, in milliseconds. */
  timeoutMs: number;
  /** The wait after the first failure, in milliseconds; each further one is three times as long. */
  retryBaseMs: number;
}
