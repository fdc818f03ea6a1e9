import { createHash } from 'node:crypto';
import { call } from '../client.js';
import { useDocuseal } from './with-docuseal.js';

const { withDocuseal } = useDocuseal();

describe('submissions of the DocuSeal sandbox', () => {
  test('makes a second submission for a second call, and finds both by the external id of their parties', async () => {
    const vendor = await withDocuseal();
    const [first] = await vendor.create();
    const [second] = await vendor.create();
    expect(first).toMatchObject({ status: 'sent', role: 'Client', external_id: 'quote-1' });
    expect(second?.submission_id).not.toBe(first?.submission_id);

    const found = await vendor.send('GET', '/submitters?external_id=quote-1');
    expect(found.body).toMatchObject({
      data: [{ submission_id: second?.submission_id }, { submission_id: first?.submission_id }],
      pagination: { count: 2, next: first?.id, prev: second?.id },
    });
    expect((await vendor.send('GET', '/submitters?external_id=quote-2')).body).toMatchObject({ data: [] });
  });

  test('pages from the newest to the oldest, 100 at most', async () => {
    const vendor = await withDocuseal();
    const ids: number[] = [];
    for (let count = 0; count < 12; count += 1) ids.unshift((await vendor.create())[0]?.submission_id ?? 0);
    const list = async (query: string) => {
      const { body } = await vendor.send('GET', `/submissions${query}`);
      const { data, pagination } = body as { data: { id: number }[]; pagination: object };
      return { ids: data.map(({ id }) => id), pagination };
    };
    const page = await list('');
    expect(page).toEqual({ ids: ids.slice(0, 10), pagination: { count: 10, next: ids[9], prev: ids[0] } });
    expect((await list(`?after=${ids[9]}`)).ids).toEqual(ids.slice(10));
    expect((await list(`?before=${ids[2]}`)).ids).toEqual(ids.slice(0, 2));
    expect((await list(`?after=${ids[11]}`)).pagination).toEqual({ count: 0, next: null, prev: null });
    expect((await list('?limit=500')).ids).toHaveLength(12);
    expect((await list('?template_id=2')).ids).toEqual([]);
    expect((await list('?q=MARTIN&status=pending&limit=1')).ids).toEqual([ids[0]]);
  });

  test('archives a submission, and destroys one for good', async () => {
    const vendor = await withDocuseal({ now: () => Date.parse('2025-03-25T10:00:00Z') });
    const [kept] = await vendor.create();
    const [gone] = await vendor.create();
    const archived = await vendor.send('DELETE', `/submissions/${kept?.submission_id}`);
    expect(archived.body).toEqual({ id: kept?.submission_id, archived_at: '2025-03-25T10:00:00.000Z' });
    expect((await vendor.send('GET', '/submissions?archived=true')).body).toMatchObject({
      data: [{ id: kept?.submission_id }],
    });
    await vendor.send('DELETE', `/submissions/${gone?.submission_id}?permanently=true`);
    expect((await vendor.send('GET', `/submissions/${gone?.submission_id}`)).status).toBe(404);
    await expect(
      vendor.sandbox.sendEvent({ event: 'form.completed', submission_id: kept?.submission_id ?? 0 }),
    ).rejects.toThrow('Submission is archived');
  });

  test('takes a PDF of ours and gives back a signed one and an audit log', async () => {
    const vendor = await withDocuseal();
    const pdf = Buffer.from('%PDF-1.4 a quote');
    const document = {
      name: 'D-2025-0001',
      file: pdf.toString('base64'),
      fields: [{ name: 'Bon pour accord', type: 'signature' }],
    };
    const body = { name: 'Devis', documents: [document], submitters: [{ email: 'jeanne@example.fr' }] };
    const made = await vendor.send('POST', '/submissions/pdf', { body });
    expect(made).toMatchObject({
      status: 200,
      body: {
        name: 'Devis',
        status: 'pending',
        expire_at: null,
        submitters: [{ role: 'First Party', status: 'sent' }],
      },
    });
    const id = (made.body as { id: number }).id;
    expect((await vendor.send('GET', `/submissions/${id}/documents`)).body).toEqual({ id, documents: [] });
    expect((await vendor.send('GET', `/submissions/${id}`)).body).not.toHaveProperty('template');

    await vendor.sandbox.sendEvent({ event: 'form.completed', submission_id: id });
    const done = (await vendor.send('GET', `/submissions/${id}`)).body as {
      status: string;
      audit_log_url: string;
      documents: { name: string; url: string }[];
    };
    expect(done).toMatchObject({ status: 'completed', documents: [{ name: 'D-2025-0001' }] });
    for (const url of [done.audit_log_url, done.documents[0]?.url ?? '']) {
      const fetched = await call('GET', url);
      expect(fetched).toMatchObject({ status: 200, headers: { 'content-type': 'application/pdf' } });
      expect(fetched.body).toMatch(/^%PDF-/);
    }
    const sha256 = createHash('sha256').update(pdf).digest('hex');
    expect(vendor.sandbox.state().submissions[0]?.documents).toEqual([
      { name: 'D-2025-0001', size: pdf.length, sha256 },
    ]);
    const html = { documents: [{ html: '<p>{{Signature;type=signature}}</p>' }], submitters: [{ role: 'Client' }] };
    expect(await vendor.send('POST', '/submissions/html', { body: html })).toMatchObject({
      status: 200,
      body: { submitters: [{ role: 'Client', status: 'awaiting' }] },
    });
    const noPdf = { ...body, documents: [{ name: 'x', file: Buffer.from('text').toString('base64') }] };
    expect((await vendor.send('POST', '/submissions/pdf', { body: noPdf })).status).toBe(422);
  });
});
