import { completeDossier, finishedDossier, isPublished } from '../support/dossiers.js';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { startVendors, type Vendors } from '../support/vendors.js';

let hub: TestHub;
let vendors: Vendors;
beforeAll(async () => {
  hub = await startTestHub();
  vendors = await startVendors(hub, () => new Date());
  const query = `mutation ($id: ID!, $input: UpdateConnectionInput!) { updateConnection(id: $id, input: $input) { id } }`;
  const { connections } = await hub.admin.data<{ connections: { nodes: { id: string }[] } }>(
    '{ connections(filter: { connector: "docuseal" }) { nodes { id } } }',
  );
  const companySigner = { role: 'Installer', name: 'Ada Pose', email: 'ada@installer.example' };
  const settings = { contractTemplate: 3, customerRole: 'Client', companySigner };
  await hub.admin.data(query, { id: connections.nodes[0]?.id, input: { settings } });
}, 60_000);
afterAll(async () => {
  await hub.close();
  await vendors.close();
});

test('a contract that is signed at DocuSeal becomes the dossier’s, and lets it go to Symphonics', async () => {
  const { documents, ...dossier } = completeDossier();
  const unsigned = documents.filter(({ type }) => type !== 'contract');
  const { id, reference, watching } = await finishedDossier(hub.admin, { ...dossier, documents: unsigned });
  await hub.admin.data('mutation ($id: ID!) { requestContractSignature(interventionId: $id) { id } }', { id });
  const submission_id = await eventually(
    async () => vendors.docuseal.state().submissions.at(-1)?.id,
    'the request at DocuSeal',
  );
  // The customer first, then the company.
  await vendors.docuseal.sendEvent({ event: 'form.completed', submission_id });
  const asked = 'query ($id: ID!) { intervention(id: $id) { status documents { type url signedAt } } }';
  type Answer = {
    intervention: { status: string; documents: { type: string; url: string; signedAt: string | null }[] };
  };
  const look = async () => (await hub.admin.data<Answer>(asked, { id })).intervention;
  expect((await look()).documents.map(({ type }) => type)).not.toContain('contract');
  await vendors.docuseal.sendEvent({ event: 'form.completed', submission_id });
  await watching.until(isPublished);
  watching.stop();

  const contract = (await look()).documents.find(({ type }) => type === 'contract');
  expect(contract).toMatchObject({ signedAt: expect.any(String) });
  const [sent] = hub.sandbox.state().interventions.filter(({ external_id }) => external_id === reference);
  const link = sent?.payload.documents.find(({ type }) => type === 'contract')?.url ?? '';
  // It leads to the hub’s own address, which in a test is another.
  const { pathname, search } = new URL(link);
  const file = await fetch(`${hub.url}${pathname}${search}`);
  expect({ status: file.status, type: file.headers.get('content-type') }).toEqual({
    status: 200,
    type: 'application/pdf',
  });
}, 60_000);
