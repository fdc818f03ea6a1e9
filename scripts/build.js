import { execFileSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import path from 'node:path';

// Translates to dist/ what has changed since it was translated last. `node scripts/build.js tests`: the tests as well.
// What has not changed is left alone, so that what runs from dist/ meanwhile finds whole files.

const folders = ['hub', 'platform', 'gateway', 'subgraphs', 'connectors', 'sandboxes', 'schema', 'scripts', 'bench'];

/** In milliseconds; 0 when there is no such file. */
const changedAt = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const settingsChangedAt = changedAt('.swcrc');

const sources = ['hub.ts', ...globSync(`{${[...folders, ...process.argv.slice(2)]}}/**/*.ts`)];
const changed = sources.filter((source) => {
  const builtAt = changedAt(path.join('dist', source.replace(/\.ts$/, '.js')));
  return builtAt < changedAt(source) || builtAt < settingsChangedAt;
});
if (changed.length > 0) {
  execFileSync(path.resolve('node_modules/.bin/swc'), [...changed, '--out-dir', 'dist', '--quiet'], {
    stdio: 'inherit',
  });
}
