import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** The metrics of this process, in Prometheus' terms. One a process: a scrape sees it as a whole. */
export interface Metrics {
  registry: Registry;
  /** Requests answered, by method, route and status. */
  requests: Histogram<'method' | 'route' | 'status'>;
  /** Delivery attempts that ended, by connector, action and outcome. */
  attempts: Counter<'connector' | 'action' | 'outcome'>;
  /** How long they took, in seconds. */
  attemptDuration: Histogram<'connector' | 'action' | 'outcome'>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Histogram({
      name: 'passerelle_http_request_duration_seconds',
      help: 'How long requests took to answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    }),
    attempts: new Counter({
      name: 'passerelle_delivery_attempts_total',
      help: 'Delivery attempts that ended.',
      labelNames: ['connector', 'action', 'outcome'],
      registers: [registry],
    }),
    attemptDuration: new Histogram({
      name: 'passerelle_delivery_attempt_duration_seconds',
      help: 'How long delivery attempts took, the vendor included.',
      labelNames: ['connector', 'action', 'outcome'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [registry],
    }),
  };
}
