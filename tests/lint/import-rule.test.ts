import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

interface Summary {
  violations: { rule: { name: string }; from: string }[];
  ruleSetUsed: { forbidden: { name: string }[] };
}

const cruiser = path.resolve('node_modules/.bin/depcruise');
const configFile = path.resolve('.dependency-cruiser.js');

/** What dependency-cruiser says of a house under the project's own rules. */
async function inspect(house: string, folders: readonly string[]): Promise<Summary> {
  const args = [cruiser, ...folders, '--config', configFile, '--output-type', 'json'];
  const report = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, args, { cwd: house, maxBuffer: 2 ** 27 }, (error, stdout) =>
      stdout ? resolve(stdout) : reject(error),
    );
  });
  return JSON.parse(report).summary;
}

/** The rules that are broken, as `rule: file`. */
async function violations(house: string, folders: readonly string[]): Promise<string[]> {
  const summary = await inspect(house, folders);
  return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`).sort();
}

/** One file for each rule that breaks it and no other. */
const culprits: Record<string, readonly [file: string, imported: string]> = {
  'platform-imports-nothing-of-ours': ['platform/low.ts', '../hub/high.js'],
  'connector-imports-platform-and-schema': ['connectors/vendor/index.ts', '../other/index.js'],
  'connector-table-imports-connectors': ['connectors/index.ts', '../schema/operations.js'],
  'subgraph-imports-platform-and-itself': ['subgraphs/billing/bill.ts', '../marketing/lead.js'],
  'integrations-imports-connectors-too': ['subgraphs/integrations/flow.ts', '../marketing/lead.js'],
  'gateway-imports-platform-and-schema': ['gateway/door.ts', '../subgraphs/marketing/lead.js'],
  'sandbox-imports-its-kit': ['sandboxes/vendor/server.ts', '../../platform/floor.js'],
  'console-imports-schema': ['console/page.ts', '../platform/floor.js'],
  'no-cycles': ['platform/snake.ts', './snake.js'],
  'no-dev-dependencies-in-production': ['platform/developer.ts', 'dev-tool'],
  'no-unlisted-packages': ['platform/stowaway.ts', 'stowaway'],
  resolvable: ['platform/lost.ts', './nowhere.js'],
};

/** What each room may import, used once. */
const residents: Record<string, readonly string[]> = {
  'platform/floor.ts': ['listed'],
  'schema/operations.ts': [],
  'hub/high.ts': ['../subgraphs/marketing/lead.js', '../gateway/window.js'],
  'connectors/other/index.ts': ['../../platform/floor.js', '../../schema/operations.js'],
  'subgraphs/marketing/lead.ts': ['../../platform/floor.js'],
  'subgraphs/integrations/table.ts': ['../../connectors/other/index.js', '../../platform/floor.js'],
  'gateway/window.ts': ['../platform/floor.js', '../schema/operations.js'],
  'sandboxes/kit/kit.ts': ['listed'],
  'sandboxes/other/server.ts': ['../kit/kit.js'],
  'tests/any.ts': ['../hub/high.js', 'dev-tool'],
};
const rooms = ['platform', 'schema', 'hub', 'connectors', 'subgraphs', 'gateway', 'sandboxes', 'tests'];

describe('the import rule', () => {
  let house: string;
  const put = async (file: string, text: string) => {
    await mkdir(path.join(house, path.dirname(file)), { recursive: true });
    await writeFile(path.join(house, file), text);
  };
  const build = (file: string, imports: readonly string[]) =>
    put(file, [...imports.map((from) => `import type {} from '${from}';`), 'export {};'].join('\n'));

  beforeEach(async () => {
    house = await mkdtemp(path.join(tmpdir(), 'passerelle-house-'));
    const listed = { dependencies: { listed: '1' }, devDependencies: { 'dev-tool': '1' } };
    await put('package.json', JSON.stringify({ name: 'house', type: 'module', ...listed }));
    for (const name of ['listed', 'dev-tool', 'stowaway']) {
      await put(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
      await put(`node_modules/${name}/index.js`, '');
    }
    for (const [file, imports] of Object.entries(residents)) await build(file, imports);
  });
  afterEach(() => rm(house, { recursive: true, force: true }));

  test('lets each room import what the table allows', async () => {
    expect(await violations(house, rooms)).toEqual([]);
  });

  test('names every rule that a file breaks, imports of types alone included', async () => {
    for (const [file, imported] of Object.values(culprits)) {
      // A package that only lends its types is no dependency in production.
      if (imported === 'dev-tool') await put(file, `import '${imported}';`);
      else await build(file, [imported]);
    }
    const expected = Object.entries(culprits).map(([rule, [file]]) => `${rule}: ${file}`);
    expect(await violations(house, [...rooms, 'console'])).toEqual(expected.sort());
  });

  test('has no rule without a culprit here', async () => {
    const { ruleSetUsed } = await inspect(house, rooms);
    expect(Object.keys(culprits).sort()).toEqual(ruleSetUsed.forbidden.map(({ name }) => name).sort());
  });

  test('holds in this very tree, in every folder that `npm run check:lint` looks at', async () => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> };
    const folders = scripts['check:lint']?.match(/depcruise (.+?) --/)?.[1]?.split(' ') ?? [];
    expect(folders).toEqual(expect.arrayContaining(['hub.ts', ...rooms]));
    expect(await violations('.', folders)).toEqual([]);
  });
});
