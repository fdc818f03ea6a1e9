import { startTestHub, type TestHub } from '../../support/hub.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({ workers: false });
  for (let made = 0; made < 3; made++) {
    const input = { input: { name: `Company ${made}` } };
    await hub.admin.data('mutation ($input: CreateCompanyInput!) { createCompany(input: $input) { id } }', input);
  }
}, 60_000);
afterAll(() => hub.close());

interface Line {
  sequence: string;
  event: string;
  hash: string;
  previous_hash: string;
  actor_id: string;
  details: Record<string, unknown>;
}

async function exported(search = '', key = hub.admin.key) {
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${hub.url}/api/v1/audit-log/export${search}`, { headers });
  const text = await answer.text();
  return {
    answer,
    text,
    lines: answer.ok
      ? text
          .split('\n')
          .slice(0, -1)
          .map((line): Line => JSON.parse(line))
      : [],
  };
}

test('the log comes line by line in its order, each bound to the one before, with the export itself at its end', async () => {
  const { answer, text, lines } = await exported();
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
  expect(text.endsWith('}\n')).toBe(true);
  expect(lines.map(({ sequence }) => sequence)).toEqual(lines.map((_, index) => String(index + 1)));
  for (const [index, { previous_hash: previous }] of lines.slice(1).entries())
    expect(previous).toBe(lines[index]?.hash);
  const last = lines.at(-1);
  expect(lines.filter(({ event }) => event === 'company.created')).toHaveLength(3);
  expect(last).toMatchObject({ event: 'audit-log.exported', details: { after: '0' } });
});

test('it goes on after an entry, and says so in its own', async () => {
  const { lines: before } = await exported();
  const from = before[1]?.sequence ?? '';
  const { lines } = await exported(`?after=${from}`);
  expect(lines.slice(0, -1)).toEqual(before.slice(2));
  expect(lines.at(-1)).toMatchObject({ event: 'audit-log.exported', details: { after: from } });
});

test('it is for who may read the log, of their own organization, and for nothing that cannot be read', async () => {
  const auditor = await hub.client({ scopes: ['audit:read'] });
  expect((await exported('', auditor.key)).answer.status).toBe(200);
  const other = await hub.client({ organization: 'other', scopes: ['audit:read'] });
  expect((await exported('', other.key)).lines.map(({ event }) => event)).toEqual(['audit-log.exported']);
  const poor = await hub.client({ scopes: ['interventions:read'] });
  expect((await exported('', poor.key)).answer.status).toBe(403);
  expect((await exported('', 'no key')).answer.status).toBe(401);
  for (const search of ['?after=x', '?after=-1', '?after=1&after=2', '?first=3', `?after=${'9'.repeat(19)}`]) {
    const { answer, text } = await exported(search);
    expect({ search, status: answer.status, code: JSON.parse(text).code }).toEqual({
      search,
      status: 400,
      code: 'MALFORMED_REQUEST',
    });
  }
  const post = await fetch(`${hub.url}/api/v1/audit-log/export`, { method: 'POST' });
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
});
