import { Gauge } from 'prom-client';
import { z } from 'zod';
import type { IntegrationsServices } from '../services.js';

const figures = z.array(
  z.object({
    figure: z.enum(['deliveries', 'oldest', 'circuits', 'open', 'budget']),
    connector: z.string(),
    detail: z.string(),
    waits_for: z.string(),
    value: z.number(),
  }),
);
type Figure = z.infer<typeof figures>[number];

/** The gauges of one scrape share one look at the database, as do scrapes closer together than this, in milliseconds. */
const rememberedMs = 2_000;

/**
 * Gauges of how traffic with the vendors is, summed over all organizations. Their series are as many as there are
 * connectors, statuses and windows; a connection is named, by its id, only while its circuit is not closed, and fifty
 * at most. No organization and no person is ever named.
 */
export function watchTraffic({
  database,
  connectors,
  metrics,
  now,
}: Pick<IntegrationsServices, 'database' | 'connectors' | 'metrics' | 'now'>): void {
  const declared = JSON.stringify(Object.fromEntries(connectors.map(({ key, limits = [] }) => [key, limits])));
  const look = async (): Promise<Figure[]> => {
    const query = 'select * from integrations.traffic_figures(?::jsonb, ?::timestamptz)';
    return figures.parse(await database.acrossOrganizations(query, [declared, now()]));
  };
  let seen: { until: number; figures: Promise<Figure[]> } | undefined;
  const recent = () => {
    // While the database is down the gauges are empty.
    if (!seen || seen.until < performance.now()) {
      seen = { until: performance.now() + rememberedMs, figures: look().catch(() => []) };
    }
    return seen.figures;
  };

  const gauge = <Label extends string>(
    figure: Figure['figure'],
    { name, help, labels }: { name: string; help: string; labels: (one: Figure) => Record<Label, string> },
    labelNames: readonly Label[],
  ) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [metrics.registry],
      async collect() {
        const found = (await recent()).filter((one) => one.figure === figure);
        this.reset();
        for (const one of found) this.set(labels(one), one.value);
      },
    });

  gauge(
    'deliveries',
    {
      name: 'passerelle_deliveries',
      help: 'Deliveries that are not settled, and those that were given up, by what they wait for.',
      labels: ({ connector, detail, waits_for }) => ({ connector, status: detail, waits_for }),
    },
    ['connector', 'status', 'waits_for'],
  );
  gauge(
    'oldest',
    {
      name: 'passerelle_delivery_oldest_waiting_seconds',
      help: 'How long the oldest unsettled delivery has waited, throttled ones included, dossiers to be mended not.',
      labels: ({ connector }) => ({ connector }),
    },
    ['connector'],
  );
  gauge(
    'circuits',
    {
      name: 'passerelle_connections',
      help: 'Connections by the state of their circuit.',
      labels: ({ connector, detail }) => ({ connector, circuit: detail }),
    },
    ['connector', 'circuit'],
  );
  gauge(
    'open',
    {
      name: 'passerelle_connection_circuit_open',
      help: 'The connections whose circuit is not closed, fifty at most.',
      labels: ({ connector, detail }) => ({ connector, connection: detail }),
    },
    ['connector', 'connection'],
  );
  gauge(
    'budget',
    {
      name: 'passerelle_rate_budget_left_ratio',
      help: 'What is left of a rate budget, of the connection that has least: 1 is all of it, 0 nothing.',
      labels: ({ connector, detail }) => ({ connector, window: detail }),
    },
    ['connector', 'window'],
  );
}
