import { existsSync, readFileSync } from 'node:fs';
import { parseYaml } from '@redocly/openapi-core';
import { z } from 'zod';
import { signedDossier } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';

const folder = 'deploy/monitoring';
const read = (file: string): string => readFileSync(file, 'utf8');
const yaml = <T>(file: string, schema: z.ZodType<T>): T => schema.parse(parseYaml(read(file)));

const dashboard = z
  .object({
    panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).default([]) })),
  })
  .parse(JSON.parse(read(`${folder}/grafana/dashboards/passerelle.json`)));
const rules = yaml(
  `${folder}/alerts.yml`,
  z.object({
    groups: z.array(
      z.object({
        name: z.string(),
        rules: z.array(
          z.object({
            alert: z.string(),
            expr: z.string(),
            labels: z.object({ severity: z.enum(['warning', 'critical']) }),
            annotations: z.object({ summary: z.string(), description: z.string() }),
          }),
        ),
      }),
    ),
  }),
).groups.flatMap((group) => group.rules);

/** Every PromQL text, with whose it is. */
const expressions = [
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ of: title, expr }))),
  ...rules.map(({ alert, expr }) => ({ of: alert, expr })),
];

interface Selected {
  name: string;
  labels: string[];
}

/** The metrics of a PromQL text, each with the labels that it is picked by. */
function selectorsOf(expr: string): Selected[] {
  const found = expr.matchAll(/\b((?:passerelle|nodejs|process)_\w+)(?:\{([^}]*)\})?/g);
  return Array.from(found, ([, name = '', picked = '']) => ({
    name,
    labels: Array.from(picked.matchAll(/(\w+)\s*[=!]/g), ([, label = '']) => label),
  }));
}

let hub: TestHub;
/** What the hub tells while one delivery is done, one waits and a circuit is open: every metric has a value. */
let told: string;
const metrics = async () => (await fetch(`${hub.url}/metrics`)).text();
beforeAll(async () => {
  hub = await startTestHub();
  const published = await signedDossier(hub.admin);
  await published.watching.until(({ syncEvents: { message } }) => message?.endsWith('to PUBLISHED') ?? false);
  const { connections } = await hub.admin.data<{ connections: { nodes: { id: string }[] } }>(
    '{ connections { nodes { id } } }',
  );
  const [connection] = connections.nodes;
  await hub.admin.data('mutation ($id: ID!) { pauseConnection(id: $id) { id } }', { id: connection?.id });
  const waiting = await signedDossier(hub.admin);
  await waiting.watching.until(({ syncEvents: { type } }) => type === 'delivery.blocked');
  await hub.database.sql("update integrations.circuits set state = 'OPEN', opened_at = now()");
  told = await metrics();
}, 60_000);
afterAll(() => hub.close());

test('every metric that the dashboard and the alert rules ask for is told, with the labels they ask by', () => {
  const names = new Set(Array.from(told.matchAll(/^(\w+)[{ ]/gm), ([, name]) => name));
  const missing = expressions.flatMap(({ of, expr }) =>
    selectorsOf(expr)
      .filter(({ name, labels }) => {
        const lines = told.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
        return !names.has(name) || labels.some((label) => !lines.some((line) => line.includes(`${label}="`)));
      })
      .map(({ name, labels }) => `${of}: ${name} ${labels}`),
  );
  expect(missing).toEqual([]);
  expect(expressions.length).toBeGreaterThan(25);
});

test('the gauges say what is there, by id at most and naming nobody', async () => {
  const { integrationHealth } = await hub.admin.data<{ integrationHealth: { connectionId: string }[] }>(
    '{ integrationHealth { connectionId } }',
  );
  const lines = told.split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'passerelle_database_up 1',
      'passerelle_deliveries{connector="symphonics",status="BLOCKED",waits_for="connection"} 1',
      'passerelle_connections{connector="symphonics",circuit="OPEN"} 1',
      `passerelle_connection_circuit_open{connector="symphonics",connection="${integrationHealth[0]?.connectionId}"} 1`,
      'passerelle_delivery_attempt_duration_seconds_count{connector="symphonics",action="publish-intervention",outcome="succeeded"} 1',
    ]),
  );
  expect(told).toMatch(/^passerelle_rate_budget_left_ratio\{connector="symphonics",window="minute"\} 0\.9\d$/m);
  const age = /^passerelle_delivery_oldest_waiting_seconds\{connector="symphonics"\} ([\d.]+)$/m.exec(told)?.[1];
  expect(Number(age)).toBeGreaterThan(0);
  expect(told).toMatch(/^passerelle_jobs\{queue="deliver",state="ready"\} \d+$/m);
  expect(told).toMatch(/^passerelle_database_pool_connections\{state="max"\} 20$/m);
  for (const secret of ['Martin', 'INT-', '00000000-0000']) expect(told).not.toContain(secret);
});

test('docker-compose mounts files that are there, and starts monitoring only when it is asked for', () => {
  const service = z.object({
    profiles: z.array(z.string()).optional(),
    volumes: z.array(z.string()).default([]),
    ports: z.array(z.string()).default([]),
  });
  const compose = yaml(
    'docker-compose.yml',
    z.object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.unknown()) }),
  );
  const sources = Object.values(compose.services).flatMap(({ volumes }) =>
    volumes.map((one) => one.split(':')[0] ?? ''),
  );
  const gone = sources.filter((source) => !(source.startsWith('./') ? existsSync(source) : source in compose.volumes));
  expect(gone).toEqual([]);
  const monitoring = Object.entries(compose.services).filter(([, { profiles }]) => profiles?.includes('monitoring'));
  expect(monitoring.map(([name]) => name)).toEqual(['prometheus', 'grafana']);
  const ports = Object.values(compose.services).flatMap((one) => one.ports);
  expect(ports.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
});

test('Prometheus and Grafana are told where things are', () => {
  const target = z.object({ targets: z.array(z.string()) });
  const scrape = z.object({ job_name: z.string(), static_configs: z.array(target) });
  const prometheus = yaml(
    `${folder}/prometheus.yml`,
    z.object({ rule_files: z.array(z.string()), scrape_configs: z.array(scrape) }),
  );
  expect(prometheus.rule_files).toEqual(['/etc/prometheus/alerts.yml']);
  expect(prometheus.scrape_configs[0]?.static_configs[0]?.targets).toEqual(['hub:4000']);
  const source = z.object({ uid: z.string(), url: z.string() });
  const { datasources } = yaml(
    `${folder}/grafana/provisioning/datasources/prometheus.yml`,
    z.object({ datasources: z.array(source) }),
  );
  expect(datasources).toEqual([{ uid: 'prometheus', url: 'http://prometheus:9090' }]);
  const provider = z.object({ options: z.object({ path: z.string() }) });
  const { providers } = yaml(
    `${folder}/grafana/provisioning/dashboards/passerelle.yml`,
    z.object({ providers: z.array(provider) }),
  );
  expect(providers[0]?.options.path).toBe('/var/lib/grafana/dashboards');
});
