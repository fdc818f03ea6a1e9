import { Gauge } from 'prom-client';
import { z } from 'zod';
import type { IntegrationsServices } from '../services.js';
import { invariants } from './invariants.js';

const figures = z.array(z.object({ invariant: z.string(), connector: z.string(), value: z.number() }));

/** A gauge of what is not as it has to be, summed over all organizations: one series an invariant. */
export function watchBreaches({ database, metrics }: Pick<IntegrationsServices, 'database' | 'metrics'>): void {
  new Gauge({
    name: 'passerelle_invariant_breaches',
    help: 'What is not as it has to be: broken invariants that are not resolved.',
    labelNames: ['invariant', 'connector'],
    registers: [metrics.registry],
    async collect() {
      // While the database is down the gauge is empty.
      const rows = await database
        .acrossOrganizations('select * from integrations.open_breaches()', [])
        .catch(() => null);
      this.reset();
      if (!rows) return;
      for (const { name: invariant, connector } of invariants) this.set({ invariant, connector }, 0);
      for (const { invariant, connector, value } of figures.parse(rows)) this.set({ invariant, connector }, value);
    },
  });
}
