import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gatewayJobAudit, gatewayJobs } from '../../gateway/jobs.js';
import { subgraphNames, subgraphs } from '../../hub/subgraphs.js';
import { firstOrganizationId } from '../../platform/database/first-organization.js';
import { fileJobAudit, fileJobs } from '../../platform/files/sweep-files.js';
import { completeDossier, createIntervention } from '../support/dossiers.js';
import { masterKey, startTestHub, type TestHub } from '../support/hub.js';
import { runHub } from '../support/run-hub.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
});
afterAll(() => hub.close());

interface Entry {
  id: string;
  sequence: string;
  event: string;
  outcome: string;
  actorKind: string;
  address: string | null;
  requestId: string;
  subjectId: string | null;
  details: {
    arguments: Record<string, unknown>;
    changes?: { entity: string; before: object; after: object }[];
    code?: string;
  };
}

interface EntryPage {
  nodes: Entry[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

const fields = 'id sequence event outcome actorKind address requestId subjectId details';
const entriesQuery = `query ($filter: AuditEntryFilter, $after: String) {
  auditEntries(first: 50, after: $after, filter: $filter) { totalCount nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`;
const entries = async (filter: Record<string, unknown> = {}, client = hub.admin): Promise<Entry[]> =>
  (await client.data<{ auditEntries: { nodes: Entry[] } }>(entriesQuery, { filter })).auditEntries.nodes;

test('a mutation leaves who, from where, what and which rows, with nothing personal and no secret in it', async () => {
  const { id } = await createIntervention(hub.admin);
  await hub.admin.data('mutation ($id: ID!) { changeInterventionStatus(id: $id, status: SCHEDULED) { id } }', { id });
  const [moved, made] = await entries({ subjectId: id });
  expect(made).toMatchObject({
    event: 'intervention.created',
    outcome: 'DONE',
    actorKind: 'api-key',
    address: '127.0.0.1',
    subjectId: id,
  });
  expect(moved).toMatchObject({ event: 'intervention.status-changed', outcome: 'DONE' });
  const change = moved?.details.changes?.find(({ entity }) => entity === 'Intervention');
  expect(change).toMatchObject({ before: { status: 'DRAFT' }, after: { status: 'SCHEDULED' } });
  const { beneficiary, site } = completeDossier();
  const text = JSON.stringify([moved, made]);
  for (const value of [...Object.values(beneficiary), site.address, site.pdl]) expect(text).not.toContain(value);
  expect(made?.details.arguments).toMatchObject({ input: { beneficiary: { email: '[personal]' } } });
});

test('a secret that is given does not come into the log, nor one that is told', async () => {
  const input = { connector: 'symphonics', name: 'second', baseUrl: hub.sandbox.url };
  const credentials = { clientId: 'canary-client', clientSecret: 'canary-secret-value' };
  await hub.admin.data('mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }', {
    input: { ...input, credentials },
  });
  const { createApiKey } = await hub.admin.data<{ createApiKey: { secret: string } }>(
    'mutation { createApiKey(input: { name: "audited", scopes: ["audit:read"] }) { secret } }',
  );
  const [row] = await hub.database.sql<{ text: string }>("select string_agg(details, '') as text from audit.entries");
  expect(row?.text).not.toContain('canary-secret-value');
  expect(row?.text).not.toContain(createApiKey.secret);
  expect((await entries({ event: 'connection.*' })).map(({ event }) => event)).toEqual(['connection.saved']);
  expect(await entries({ event: 'api-key.created' })).toHaveLength(1);
});

test('what was refused is on record as refused, with its code, and changed nothing', async () => {
  const { id } = await createIntervention(hub.admin);
  const answer = await hub.admin.ask(
    'mutation ($id: ID!) { changeInterventionStatus(id: $id, status: PUBLISHED) { id } }',
    {
      id,
    },
  );
  const [entry] = await entries({ subjectId: id });
  expect(entry).toMatchObject({ event: 'intervention.status-changed', outcome: 'REFUSED', subjectId: id });
  expect(entry?.details.code).toBe(answer.errors?.[0]?.extensions?.code);
});

test('an auditor reads it page by page; who has no scope for it, and other organizations, see nothing of it', async () => {
  const auditor = await hub.client({ scopes: ['audit:read'] });
  const seen: string[] = [];
  const page = async (after: string | null): Promise<string | null> => {
    const { auditEntries } = await auditor.data<{ auditEntries: EntryPage }>(
      entriesQuery.replace('first: 50', 'first: 2'),
      {
        after,
      },
    );
    seen.push(...auditEntries.nodes.map(({ sequence }) => sequence));
    return auditEntries.pageInfo.hasNextPage ? auditEntries.pageInfo.endCursor : null;
  };
  for (let after = await page(null); after !== null; ) after = await page(after);
  expect(seen).toEqual(seen.map((_, index) => String(seen.length - index)));
  const other = await hub.client({ organization: 'another', scopes: ['audit:read'] });
  expect(await entries({}, other)).toEqual([]);
  const without = await hub.client({ scopes: ['interventions:read'] });
  expect((await without.ask(entriesQuery)).data?.auditEntries ?? null).toBeNull();
});

test('fifty at once make one chain', async () => {
  const before = (await entries()).length;
  await Promise.all(Array.from({ length: 50 }, () => createIntervention(hub.admin)));
  const rows = await hub.database.sql<{ sequence: string; hash: string; previous_hash: string }>(
    'select sequence, hash, previous_hash from audit.entries where organization_id = $1 order by sequence',
    [firstOrganizationId],
  );
  expect(rows).toHaveLength(before + 50);
  for (const [index, row] of rows.entries()) {
    expect(Number(row.sequence)).toBe(index + 1);
    expect(row.previous_hash).toBe(rows[index - 1]?.hash ?? '');
  }
});

describe('hub audit verify', () => {
  const env = () => ({ DATABASE_URL: hub.database.url, HUB_MASTER_KEY: masterKey });
  const verify = (...options: string[]) =>
    runHub(['audit', 'verify', '--organization', firstOrganizationId, ...options], env());
  /** What it says of the log after the owner of the database did something to it, which is then undone. */
  const afterTampering = async (...statements: string[]) => {
    await hub.database.sql('create table if not exists public.kept as select * from audit.entries');
    await hub.database.sql('create table if not exists public.kept_chains as select * from audit.chains');
    for (const statement of statements) await hub.database.sql(statement);
    const verdict = await verify();
    await hub.database.sql('truncate audit.entries');
    await hub.database.sql('insert into audit.entries select * from public.kept');
    await hub.database.sql('truncate audit.chains');
    await hub.database.sql('insert into audit.chains select * from public.kept_chains');
    return verdict;
  };

  test('finds nothing wrong with a log that nobody touched', async () => {
    const { code, out } = await verify();
    expect(out).toContain('whole');
    expect(code).toBe(0);
  });

  const tampering: [string, RegExp, string[]][] = [
    [
      'an entry edited',
      /entry 3 .*is not what the hub wrote/,
      ["update audit.entries set event = 'x' where sequence = 3"],
    ],
    ['who did it edited', /entry 4 .*is not what/, ["update audit.entries set actor_id = 'x' where sequence = 4"]],
    ['an entry deleted', /entry 5 is gone/, ['delete from audit.entries where sequence = 5']],
    ['several deleted', /entries 5 to 7 are gone/, ['delete from audit.entries where sequence between 5 and 7']],
    [
      'an entry inserted at the end',
      /entry \d+ .*is not what the hub wrote/,
      [
        `insert into audit.entries select organization_id, sequence + 1, gen_random_uuid(), occurred_at, event, outcome, actor_kind, actor_id,
           actor_name, address, request_id, subject_type, subject_id, details, hash, hash from audit.entries order by sequence desc limit 1`,
      ],
    ],
    [
      'two exchanged',
      /entry 2 .*is not what[\s\S]*entry 3 .*is not what/,
      [
        'update audit.entries set sequence = 100000 where sequence = 2',
        'update audit.entries set sequence = 2 where sequence = 3',
        'update audit.entries set sequence = 3 where sequence = 100000',
      ],
    ],
    ['the end cut off', /the end is cut off/, ['delete from audit.entries where sequence > 10']],
    ['all of it truncated', /the end is cut off: entries 1 to/, ['truncate audit.entries']],
  ];
  test.each(tampering)('names %s', async (_what, named, statements) => {
    const { code, out, err } = await afterTampering(...statements);
    expect(out).toMatch(named);
    expect(err).toContain('is not what the hub wrote');
    expect(code).toBe(1);
  });

  test('an end that was cut off with every trace of it is found by a checkpoint kept elsewhere', async () => {
    const { out: checkpoint } = await runHub(['audit', 'checkpoint'], env());
    expect(checkpoint).toContain(firstOrganizationId);
    const folder = mkdtempSync(path.join(tmpdir(), 'checkpoints-'));
    const file = path.join(folder, 'checkpoints.jsonl');
    writeFileSync(file, checkpoint);
    await hub.database.sql('delete from audit.checkpoints');
    await hub.database.sql('delete from audit.entries where sequence > 10');
    await hub.database.sql(
      'update audit.chains c set last_sequence = 10, last_hash = e.hash from audit.entries e where e.organization_id = c.organization_id and e.sequence = 10',
    );
    expect((await verify()).code).toBe(0);
    const { code, out } = await verify('--against', file);
    rmSync(folder, { recursive: true });
    expect(out).toContain('the end is cut off');
    expect(code).toBe(1);
  });
});

test('the application can add to the log, and neither change it nor take from it', async () => {
  for (const statement of [
    "update audit.entries set event = 'x'",
    'delete from audit.entries',
    'truncate audit.entries',
    'delete from audit.checkpoints',
    'delete from audit.chains',
  ]) {
    const attempt = hub.assembly.services.database.transaction(firstOrganizationId, (em) => em.execute(statement));
    await expect(attempt).rejects.toThrow(/permission denied/);
  }
});

describe('every mutation and job says what the log says of it', () => {
  test.each(subgraphNames)('%s', (name) => {
    const { audit, jobs } = subgraphs[name];
    const { schema } = hub.assembly.builtSubgraphs[name];
    const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});
    expect(Object.keys(audit.mutations).toSorted()).toEqual(mutations.toSorted());
    expect(Object.keys(audit.jobs).toSorted()).toEqual(jobs.map((job) => job.name).toSorted());
    const queries = Object.keys(schema.getQueryType()?.getFields() ?? {});
    expect(queries).toEqual(expect.arrayContaining([...audit.personalReads]));
  });

  test('the gateway and the file store', () => {
    expect(Object.keys(gatewayJobAudit)).toEqual(gatewayJobs.map((job) => job.name));
    expect(Object.keys(fileJobAudit)).toEqual(fileJobs.map((job) => job.name));
  });
});
