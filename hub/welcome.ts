import type { Config } from '../platform/config/config.js';
import { schemeOf } from './browser-rules.js';
import type { DemoAccess } from './seed-demo.js';

interface Welcome {
  config: Config;
  port: number;
  demo: DemoAccess | undefined;
  /** Those that stand in for vendors. */
  sandboxes: readonly { title: string; url: string }[];
}

/** What `hub start` says once it is ready: where everything is, and how to try it. */
export function welcome({ config, port, demo, sandboxes }: Welcome): string {
  const host = config.HOST === '0.0.0.0' || config.HOST === '::' ? 'localhost' : config.HOST;
  const base = config.PUBLIC_URL ?? `${schemeOf(config)}://${host}:${port}`;
  const key = demo?.key ?? '<your key>';
  const lines = [
    '',
    'Passerelle is ready.',
    '',
    `  Graph      ${base}/graphql   (queries, mutations; subscriptions over WebSocket and SSE)`,
    `  Explorer   ${base}/graphql   in a browser`,
    `  REST       ${base}/api/docs   (in a browser; as OpenAPI: ${base}/api/openapi.json)`,
    `  Operator   ${base}/healthz, ${base}/readyz, ${base}/metrics`,
    ...sandboxes.map(({ title, url }) => `  ${title.padEnd(10)} ${url}   (sandbox; its state: ${url}/__control/state)`),
    ...(demo ? [`  Key        ${demo.key}`] : ['  Key        hub keys create --name "my key"']),
    ...(demo ? [`  Sign-in    ${demo.administrator.email}, password ${demo.administrator.password}`] : []),
    '',
    'Try it:',
    '',
    `  curl ${base}/graphql -H 'authorization: Bearer ${key}' -H 'content-type: application/json' \\`,
    `    -d '{"query":"{ interventions { totalCount nodes { reference status } } }"}'`,
    '',
    '  npm run demo      brings a finished intervention to Symphonics and shows every sync event on the way',
    '  npm run demo -- quote-to-cash      from a lead to its rest invoice, through all four vendors',
    '',
  ];
  return `${lines.join('\n')}\n`;
}
