import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { HubClient } from '../support/client.js';
import { completeDossier, createIntervention, publishOne, watchIntervention } from '../support/dossiers.js';
import { erase, erasedCompletely, exportOf } from '../support/erasures.js';
import { eventually } from '../support/eventually.js';
import { pdfOf, readAll } from '../support/file-stores.js';
import { createBilling, linkAt, sha256Of, smallPdf, upload, uploadEndlessly } from '../support/files.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { createOAuthClient, createPerson, exchange, signIn } from '../support/oauth.js';

let hub: TestHub;
let folder: string;
/** How far the hub's clock is ahead, in milliseconds. */
let ahead = 0;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'passerelle-files-'));
  const env = { STORAGE_URL: `file:${folder}`, STORAGE_ENCRYPTION: 'on' };
  hub = await startTestHub({ env, now: () => new Date(Date.now() + ahead) });
});
beforeEach(() => {
  ahead = 0;
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

const day = 86_400_000;
const createQuery = `mutation ($input: CreateInterventionInput!) { createIntervention(input: $input) {
  documents { url file { url } } } }`;
const get = (route: string, { key }: Pick<HubClient, 'key'> = hub.admin, init: RequestInit = {}) =>
  fetch(`${hub.url}${route}`, { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } });
const codeOf = async (response: Response) => ({ status: response.status, code: (await response.json()).code });
const dossier = async (client = hub.admin) => (await createIntervention(client)).id;
const blobs = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());

test('20 MB stream in and out; once is enough', async () => {
  const subjectId = await dossier();
  const size = 20 * 1_048_576 + 1;
  const content = (await readAll(pdfOf(size))).bytes;
  const made = await upload(hub.url, hub.admin, { subjectId }, pdfOf(size));
  expect(made).toMatchObject({
    status: 201,
    file: {
      kind: 'contract',
      name: 'Contrat signé.pdf',
      mediaType: 'application/pdf',
      size,
      sha256: sha256Of(content),
    },
  });
  const { id } = made.file;
  expect(made.headers.get('location')).toBe(`/api/v1/files/${id}`);
  const again = await upload(hub.url, hub.admin, { subjectId }, pdfOf(size));
  expect(again).toMatchObject({ status: 200, file: { id } });
  const response = await get(`/api/v1/files/${id}`);
  const { bytes, largest } = await readAll(response.body as unknown as AsyncIterable<Uint8Array>);
  expect(bytes.equals(content)).toBe(true);
  expect(largest).toBeLessThan(1_048_576);
  const headers = {
    'content-type': 'application/pdf',
    'content-length': String(size),
    'content-disposition': `attachment; filename="Contrat signe_.pdf"; filename*=UTF-8''Contrat%20sign%C3%A9.pdf`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    etag: `"${made.file.sha256}"`,
  };
  expect(Object.fromEntries(response.headers)).toMatchObject(headers);
  const head = await get(`/api/v1/files/${id}`, hub.admin, { method: 'HEAD' });
  expect(Object.fromEntries(head.headers)).toMatchObject(headers);
  const known = await get(`/api/v1/files/${id}`, hub.admin, { headers: { 'if-none-match': headers.etag } });
  expect([known.status, await known.text()]).toEqual([304, '']);
});

test('more than may be is cut off while it streams in', async () => {
  const answer = await uploadEndlessly(hub.url, hub.admin, { subjectId: await dossier() });
  expect(answer).toMatchObject({ status: 413, problem: { code: 'FILE_TOO_LARGE', maxBytes: 26_214_400 } });
  const declared = await upload(hub.url, hub.admin, { subjectId: await dossier() }, Buffer.alloc(26_214_401));
  expect(declared).toMatchObject({ status: 413, problem: { code: 'FILE_TOO_LARGE' } });
});

test('what is refused says which rule it broke', async () => {
  const subjectId = await dossier();
  const before = (await blobs()).length;
  const page = Buffer.from('<!doctype html><html><script>alert(1)</script></html>'.padEnd(9_000));
  const reader = await hub.client({ scopes: ['interventions:read'] });
  const biller = await hub.client({ scopes: ['billing:write'] });
  const pdf = smallPdf('refused');
  const refusals = [
    [hub.admin, { subjectId, name: 'contract.pdf' }, page, 415, 'FILE_TYPE_REFUSED'],
    [hub.admin, { subjectId }, Buffer.alloc(0), 422, 'INVALID_INPUT'],
    [hub.admin, { subjectId, kind: 'Contract!' }, pdf, 422, 'INVALID_INPUT'],
    [hub.admin, { subjectId: 'none' }, pdf, 422, 'INVALID_INPUT'],
    [hub.admin, { subjectId, subjectType: 'signature' }, pdf, 422, 'INVALID_INPUT'],
    [hub.admin, { subjectId, subjectType: 'invoice' }, pdf, 404, 'NOT_FOUND'],
    [reader, { subjectId }, pdf, 403, 'FORBIDDEN'],
    [biller, { subjectId }, pdf, 403, 'FORBIDDEN'],
    [{ key: 'no such key' }, { subjectId }, pdf, 401, 'UNAUTHENTICATED'],
  ] as const;
  for (const [client, about, content, status, code] of refusals) {
    expect(await upload(hub.url, client, about, content)).toMatchObject({ status, problem: { code } });
  }
  const { problem } = await upload(hub.url, hub.admin, { subjectId: 'none', kind: '?' }, pdf);
  expect(problem.violations).toMatchObject([{ field: 'subjectId' }, { field: 'kind' }]);
  const unknown = await get('/api/v1/files?subject=1', hub.admin, { method: 'POST', body: new Uint8Array(pdf) });
  expect(await codeOf(unknown)).toEqual({ status: 400, code: 'MALFORMED_REQUEST' });
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(pdf)]), 'contract.pdf');
  const query = new URLSearchParams({ subjectType: 'intervention', subjectId, kind: 'contract', name: 'contract.pdf' });
  const posted = await get(`/api/v1/files?${query}`, hub.admin, { method: 'POST', body: form });
  expect(await codeOf(posted)).toEqual({ status: 415, code: 'FILE_TYPE_REFUSED' });
  expect((await blobs()).length).toBe(before);
  const put = await get('/api/v1/files', hub.admin, { method: 'PUT', body: new Uint8Array(pdf) });
  expect([put.status, put.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
});

test('a link opens its file without a key until it expires; 200 altered ones tell nothing', async () => {
  const { file } = await upload(hub.url, hub.admin, { subjectId: await dossier() }, smallPdf('linked'));
  const link = linkAt(hub.url, file.url);
  const opened = await fetch(link);
  expect(sha256Of(Buffer.from(await opened.arrayBuffer()))).toBe(file.sha256);
  expect(opened.headers.get('set-cookie')).toBeNull();
  expect(opened.headers.get('ratelimit-policy')).toContain('"address"');
  // Everything after the path's beginning, but for the sign without which there would be no parameters.
  const places = Array.from({ length: link.length - link.indexOf(file.id) }, (_, at) => link.indexOf(file.id) + at);
  const altered = ['7', 'b'].flatMap((sign) =>
    places
      .filter((at) => link[at] !== '?' && link[at] !== sign)
      .map((at) => `${link.slice(0, at)}${sign}${link.slice(at + 1)}`),
  );
  expect(altered.length).toBeGreaterThan(200);
  const said = new Set<string>();
  for (const other of altered) {
    const response = await fetch(other);
    expect(response.status).toBe(403);
    const { requestId: _, ...problem } = await response.json();
    said.add(JSON.stringify(problem));
  }
  expect([...said]).toEqual([expect.stringContaining('FILE_LINK_REFUSED')]);
  ahead = 3_600_001;
  expect(await codeOf(await fetch(link))).toEqual({ status: 410, code: 'FILE_LINK_EXPIRED' });
});

test('another organization reaches nothing of it at any door', async () => {
  const [north, south] = await Promise.all(['north', 'south'].map((organization) => hub.client({ organization })));
  if (!north || !south) throw new Error('no clients');
  const subjectId = await dossier(south);
  const word = 'canary of the south';
  const { file } = await upload(hub.url, south, { subjectId, name: `${word}.pdf` }, smallPdf(word));
  const own = await upload(hub.url, north, { subjectId: await dossier(north) }, smallPdf('north'));
  const answers = [
    await get(`/api/v1/files/${file.id}`, north),
    await get(`/api/v1/files/${file.id}`, north, { method: 'HEAD' }),
    await fetch(linkAt(hub.url, own.file.url.replace(own.file.id, file.id))),
    await fetch(
      linkAt(hub.url, file.url.replace(/organization=[^&]+/, own.file.url.match(/organization=[^&]+/)?.[0] ?? '')),
    ),
  ];
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 403, 403]);
  const foreign = await upload(hub.url, north, { subjectId }, smallPdf('into the south'));
  expect(foreign).toMatchObject({ status: 404, problem: { code: 'NOT_FOUND' } });
  const documents = [{ type: 'contract', fileId: file.id }];
  const taken = await north.ask(createQuery, { input: { ...completeDossier(), documents } });
  expect(taken.errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', field: 'documents.0.fileId' });
  const told = [foreign.problem, taken, ...(await Promise.all(answers.slice(2).map((one) => one.text())))];
  expect(JSON.stringify(told)).not.toContain(word);
});

test('a dossier takes files by their id, and Symphonics gets links that last and are news but once', async () => {
  const contract = smallPdf('contract for Symphonics');
  const { file } = await upload(hub.url, hub.admin, { subjectId: await dossier() }, contract);
  const [invoice] = completeDossier().documents;
  const none = await hub.admin.ask(createQuery, { input: { ...completeDossier(), documents: [{ type: 'contract' }] } });
  expect(none.errors?.[0]?.extensions).toMatchObject({ violations: [{ field: 'documents.0.url' }] });
  const documents = [invoice, { type: 'contract', name: 'Contrat', fileId: file.id }];
  const { id } = await publishOne(hub.admin, { ...completeDossier(), documents });
  const query =
    'query ($id: ID!) { intervention(id: $id) { documents { url fileId file { name url(expiresIn: 60) } } } }';
  const read = await hub.admin.data<{ intervention: { documents: { url: string; file: { url: string } }[] } }>(query, {
    id,
  });
  expect(read.intervention.documents).toMatchObject([
    { url: invoice?.url, fileId: null, file: null },
    { fileId: file.id, file: { name: 'Contrat signé.pdf' } },
  ]);
  ahead = 7 * day - 60_000;
  const payload = hub.sandbox.state().interventions.at(-1)?.payload;
  const sent = payload?.documents[1]?.url ?? '';
  expect(Buffer.from(await (await fetch(linkAt(hub.url, sent))).arrayBuffer()).equals(contract)).toBe(true);
  const photo = await upload(hub.url, hub.admin, { subjectId: id, kind: 'photo', name: 'x' }, smallPdf('photo'));
  const watching = watchIntervention(hub.admin, id);
  await hub.admin.data(
    'mutation ($id: ID!, $photos: [PhotoInput!]) { addToDossier(id: $id, photos: $photos) { id } }',
    { id, photos: [{ type: 'after', fileId: photo.file.id }] },
  );
  await watching.until(
    () => watching.received.filter(({ syncEvents }) => syncEvents.type === 'delivery.succeeded').length === 2,
  );
  watching.stop();
  const [patch] = hub.sandbox.requests({ method: 'PATCH', path: '/crm/interventions/*' });
  expect(patch?.body).toEqual({
    photos: [{ type: 'after', url: expect.stringContaining(`/files/${photo.file.id}?`) }],
  });
});

test('a damaged file is none: an error at once when it is small, an answer that breaks off when it is not', async () => {
  const subjectId = await dossier();
  const small = await upload(hub.url, hub.admin, { subjectId, kind: 'small' }, smallPdf('damaged'));
  const large = await upload(hub.url, hub.admin, { subjectId, kind: 'large' }, pdfOf(3_000_000));
  for (const { file } of [small, large]) {
    const found = (await blobs()).find(({ name }) => name === file.id);
    const place = path.join(found?.parentPath ?? '', file.id);
    const bytes = await readFile(place);
    await writeFile(place, bytes.subarray(0, bytes.length - 40));
  }
  const answer = await get(`/api/v1/files/${small.file.id}`);
  expect(await codeOf(answer)).toEqual({ status: 500, code: 'FILE_DAMAGED' });
  const broken = await get(`/api/v1/files/${large.file.id}`);
  await expect(broken.arrayBuffer()).rejects.toThrow();
});

test('uploads are on record, and so is what an administrator reads', async () => {
  const ada = await createPerson(hub, { email: 'ada@files.example', roles: ['ADMINISTRATOR'] });
  const program = await createOAuthClient(hub, { scopes: ['admin'] });
  const signedIn = await signIn(hub, program, ada, { scope: 'openid admin' });
  const { access_token: key } = await exchange(program, signedIn);
  const { file } = await upload(
    hub.url,
    hub.admin,
    { subjectId: await dossier(), name: 'Durand.pdf' },
    smallPdf('audit'),
  );
  expect((await get(`/api/v1/files/${file.id}`, { key })).status).toBe(200);
  expect((await get(`/api/v1/files/${file.id}`)).status).toBe(200);
  const entries = await hub.database.sql(
    'select event, actor_name, details from audit.entries where subject_id = $1 order by sequence',
    [file.id],
  );
  expect(entries.map(({ event }) => event)).toEqual(['file.stored', 'personal-data.read']);
  expect(JSON.stringify(entries)).not.toContain('Durand');
});

test('an export lists a person’s files with links; an erasure deletes them', async () => {
  const email = 'person.with.files@example.com';
  const input = { ...completeDossier(), beneficiary: { ...completeDossier().beneficiary, email } };
  const { id } = await createIntervention(hub.admin, input);
  const { file } = await upload(hub.url, hub.admin, { subjectId: id }, smallPdf('personal'));
  const { file: other } = await upload(hub.url, hub.admin, { subjectId: await dossier() }, smallPdf('of another'));
  await hub.admin.data(
    'mutation ($id: ID!, $documents: [DocumentInput!]) { addToDossier(id: $id, documents: $documents) { id } }',
    { id, documents: [{ type: 'contract', fileId: file.id }] },
  );
  const { interventions } = (await exportOf(hub.admin, { email })) as {
    interventions: {
      files: { id: string; url: string }[];
      dossiers: { documents: { fileId: string; url: string }[] }[];
    };
  };
  expect(interventions.files).toMatchObject([{ id: file.id, interventionId: id, sha256: file.sha256 }]);
  const link = linkAt(hub.url, interventions.files[0]?.url ?? '');
  expect(interventions.dossiers[0]?.documents.at(-1)).toMatchObject({
    fileId: file.id,
    url: interventions.files[0]?.url,
  });
  expect((await fetch(link)).status).toBe(200);

  const { parts } = await erasedCompletely(hub.admin, (await erase(hub.admin, { email })).id);
  const part = parts.find(({ subgraph }) => subgraph === 'interventions');
  expect(part?.erased).toContainEqual({ what: 'files of the dossiers: name and content', count: 1 });
  expect((await fetch(link)).status).toBe(404);
  expect((await get(`/api/v1/files/${file.id}`)).status).toBe(404);
  await eventually(
    async () => (await blobs()).every(({ name }) => name !== file.id),
    'the content was deleted from the storage',
  );
  expect((await blobs()).some(({ name }) => name === other.id)).toBe(true);
});

test('files of billing are no dossier’s; of a customer who is erased, those of issued invoices are kept with them', async () => {
  const email = 'customer.with.files@example.com';
  const { quote, draft, issued } = await createBilling(hub.admin, email);
  const statuses = async (files: { id: string }[]) =>
    Promise.all(files.map(async ({ id }) => (await get(`/api/v1/files/${id}`)).status));
  const files = [
    (await upload(hub.url, hub.admin, { subjectType: 'quote', subjectId: quote }, smallPdf('quote'))).file,
    (await upload(hub.url, hub.admin, { subjectType: 'invoice', subjectId: draft }, smallPdf('draft'))).file,
    (await upload(hub.url, hub.admin, { subjectType: 'invoice', subjectId: issued }, smallPdf('issued'))).file,
  ];
  const taking = { input: { ...completeDossier(), documents: [{ type: 'quote', fileId: files[0]?.id }] } };
  const taken = await hub.admin.ask(createQuery, taking);
  expect(taken.errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', field: 'documents.0.fileId' });
  const { billing } = (await exportOf(hub.admin, { email })) as { billing: { files: object[] } };
  expect(billing.files).toMatchObject(files.map(({ id, sha256 }) => ({ id, sha256 })));
  await erasedCompletely(hub.admin, (await erase(hub.admin, { email })).id);
  expect(await statuses(files)).toEqual([404, 404, 200]);
});
