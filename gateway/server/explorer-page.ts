import { createHash } from 'node:crypto';
import { explorerScript } from './explorer-script.js';

/**
 * The page a browser gets at the GraphQL path: write an operation, run it, watch a subscription, read the schema. It
 * is whole in itself (no script or style from elsewhere), so it works without a network and under a strict policy.
 */
export function explorerPage(path: string): string {
  return page.replaceAll('{{path}}', path);
}

const style = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { margin: 0; display: grid; grid-template: auto 1fr / 1fr 1fr 20rem; height: 100vh; gap: 0 1px; background: #8884; }
  header { grid-column: 1 / -1; display: flex; gap: .75rem; align-items: center; padding: .5rem .75rem; }
  header, section { background: Canvas; }
  section { display: flex; flex-direction: column; min-width: 0; overflow: auto; }
  h1 { font-size: 1rem; margin: 0 auto 0 0; }
  h2, label { font-size: .8rem; padding: .4rem .75rem; margin: 0; font-weight: 600; }
  textarea, pre { flex: 1; border: 0; margin: 0; padding: .75rem; background: transparent; color: inherit;
    font: 13px/1.5 ui-monospace, monospace; resize: none; tab-size: 2; overflow: auto; white-space: pre-wrap; }
  #variables { flex: 0 0 7rem; }
  #schema { padding: 0 .75rem .75rem; font-size: .85rem; }
  input { width: 16rem; } button { padding: .25rem 1rem; }
  a { cursor: pointer; color: LinkText; }
  dt { font-family: ui-monospace, monospace; overflow-wrap: anywhere; } dd { margin: 0 0 .5rem; opacity: .75; }`;

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Passerelle: GraphQL explorer</title>
<style>${style}</style>
</head>
<body data-path="{{path}}">
<header>
  <h1>Passerelle <small>{{path}}</small></h1>
  <input id="key" type="password" placeholder="API key" aria-label="API key" autocomplete="off">
  <button id="run" title="Ctrl+Enter">Run</button>
  <button id="stop" disabled>Stop</button>
</header>
<section>
  <label for="query">Operation</label>
  <textarea id="query" spellcheck="false" autofocus>{ __typename }</textarea>
  <label for="variables">Variables (JSON)</label>
  <textarea id="variables" spellcheck="false"></textarea>
</section>
<section><h2>Answer</h2><pre id="answer" aria-live="polite"></pre></section>
<section><h2>Schema</h2><div id="schema">Run something, or give a key, to read the schema.</div></section>
<script>${explorerScript}</script>
</body>
</html>
`;

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing but the page's own script and style runs, and it talks to this server only. */
export const explorerHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; script-src ${hashOf(explorerScript)}; style-src ${hashOf(style)}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
};
