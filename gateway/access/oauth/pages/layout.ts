import { createHash } from 'node:crypto';
import { type Html, html } from './html.js';
import type { Language } from './language.js';

const style = `
:root { color-scheme: light dark; --ink: #1c2733; --soft: #5a6b7b; --line: #c9d3dc; --paper: #fff; --ground: #eef2f5; --accent: #0b5c8a; --bad: #a4262c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eef3; --soft: #a3b3c1; --line: #44535f; --paper: #1d262e; --ground: #12181d; --accent: #6cb8e6; --bad: #ff9a9e; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 26rem; padding: 2rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; }
.brand { margin: 0 0 1.5rem; color: var(--soft); font-weight: 600; letter-spacing: .02em; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1rem; } ul { margin: 0 0 1.25rem; padding-left: 1.25rem; }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input { width: 100%; padding: .6rem .75rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--soft); border-radius: .4rem; }
button, a.button { display: block; width: 100%; margin-top: 1.25rem; text-align: center; text-decoration: none; padding: .7rem; font: inherit; font-weight: 600; cursor: pointer; border: 1px solid var(--accent); border-radius: .4rem; background: var(--accent); color: var(--paper); }
a.button { margin-top: .6rem; }
.or { margin: 1.25rem 0 0; color: var(--soft); text-align: center; }
button.quiet { margin-top: .6rem; background: transparent; color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.bad { padding: .75rem; border: 1px solid var(--bad); border-radius: .4rem; color: var(--bad); }
.hint { color: var(--soft); font-size: .9rem; margin: .25rem 0 0; }
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * What browsers are told with each page: no script, no frame, and forms that lead to the hub and where it sends people on.
 * `same-origin` keeps the Origin header on our own forms, which `no-referrer` would take away.
 * @param leadsTo origins that a form may be redirected to
 */
export const pageHeaders = (...leadsTo: readonly string[]): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action ${["'self'", ...leadsTo].join(' ')}; frame-ancestors 'none'; base-uri 'none'`,
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
});

/** A whole page. */
export const page = (language: Language, title: string, content: Html): string =>
  html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Passerelle</title>
`.text +
  `<style>${style}</style>` +
  html`
</head>
<body><main><p class="brand">Passerelle</p><h1>${title}</h1>
${content}
</main></body>
</html>
`.text;
