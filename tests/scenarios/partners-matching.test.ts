import { completeDossier, finishedDossier, isPublished, signContract, watchIntervention } from '../support/dossiers.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import {
  partnerDeliveries,
  startPartner,
  type TestPartner,
  updatePartner,
  watchDeliveries,
} from '../support/partners.js';

/** Generous: the machine that runs this may be busy with other things. */
const patienceMs = 120_000;

/** Who asks for what; `since` is filled in once the first dossier's installation is done. */
const subscriptions: Record<string, { subscription?: object; authorised?: false }> = {
  everything: {},
  'one company': { subscription: { companies: ['cmp_north'] } },
  'two companies': { subscription: { companies: ['cmp_north', 'cmp_south'] } },
  'heat pumps': { subscription: { operationCodes: ['BAR-TH-104', 'BAR-TH-129'] } },
  Paris: { subscription: { departments: ['75'] } },
  'Corse-du-Sud': { subscription: { departments: ['2A'] } },
  'Haute-Corse': { subscription: { departments: ['2b'] } },
  Guadeloupe: { subscription: { departments: ['971'] } },
  'Saint-Martin': { subscription: { departments: ['978'] } },
  'heat pumps of one company in Réunion': {
    subscription: { companies: ['cmp_south'], operationCodes: ['BAR-TH-104'], departments: ['974'] },
  },
  'since the first': { subscription: {} },
  'after the first': { subscription: {} },
  'rejected ones': { subscription: { statuses: ['REJECTED'] } },
  'rejected ones of Paris': { subscription: { statuses: ['REJECTED'], departments: ['75'] } },
  'both statuses': { subscription: { statuses: ['PUBLISHED', 'REJECTED'] } },
  'not authorised': { authorised: false },
};

interface Case {
  postalCode: string;
  company: string | null;
  codes: string[];
  /** Besides those that get every published dossier. */
  alsoTo: string[];
}

type Published = Awaited<ReturnType<typeof publish>>;

const always = ['everything', 'both statuses', 'since the first'];
const toAllLater = [...always, 'after the first'];

/** The first one is the one of `since the first`. */
const [first, ...later]: [Case, ...Case[]] = [
  {
    postalCode: '75015',
    company: 'cmp_north',
    codes: ['BAR-TH-173'],
    alsoTo: ['one company', 'two companies', 'Paris'],
  },
  { postalCode: '75116', company: 'cmp_east', codes: ['BAR-TH-173'], alsoTo: ['Paris'] },
  { postalCode: '20000', company: 'cmp_east', codes: ['BAR-TH-173'], alsoTo: ['Corse-du-Sud'] },
  { postalCode: '20167', company: 'cmp_south', codes: ['BAR-TH-173'], alsoTo: ['two companies', 'Corse-du-Sud'] },
  { postalCode: '20200', company: 'cmp_east', codes: ['BAR-TH-173'], alsoTo: ['Haute-Corse'] },
  { postalCode: '97110', company: 'cmp_east', codes: ['BAR-TH-173'], alsoTo: ['Guadeloupe'] },
  { postalCode: '97150', company: 'cmp_east', codes: ['BAR-TH-173'], alsoTo: ['Saint-Martin'] },
  {
    postalCode: '97400',
    company: 'cmp_south',
    codes: ['BAR-TH-173', 'BAR-TH-104'],
    alsoTo: ['two companies', 'heat pumps', 'heat pumps of one company in Réunion'],
  },
  {
    postalCode: '97400',
    company: 'cmp_north',
    codes: ['BAR-TH-104'],
    alsoTo: ['one company', 'two companies', 'heat pumps'],
  },
  { postalCode: '69003', company: null, codes: ['BAR-TH-129'], alsoTo: ['heat pumps'] },
  { postalCode: '01000', company: 'cmp_northern', codes: ['BAR-TH-1045'], alsoTo: [] },
];

let hub: TestHub;
let partners: Map<string, TestPartner>;
beforeAll(async () => {
  hub = await startTestHub({ env: { DELIVERY_TIMEOUT_MS: '30000' } });
  partners = new Map();
  for (const [name, input] of Object.entries(subscriptions)) {
    partners.set(name, await startPartner(hub.admin, name, input));
  }
}, patienceMs);
afterAll(async () => {
  await hub.close();
  await Promise.all([...partners.values()].map(({ sandbox }) => sandbox.close()));
}, patienceMs);

const partner = (name: string): TestPartner => {
  const found = partners.get(name);
  if (!found) throw new Error(`no partner ${name}`);
  return found;
};

function dossierOf({ postalCode, company, codes }: Case) {
  const dossier = completeDossier();
  return {
    ...dossier,
    site: { ...dossier.site, postalCode },
    operations: codes.map((code) => ({ code, name: code, quantity: 1 })),
    installer: { ...dossier.installer, companyId: company },
  };
}

/** The names of the partners whose servers were sent a dossier, each as often as it was. */
const receivers = (reference: string): string[] =>
  [...partners.values()]
    .flatMap(({ name, sandbox }) =>
      sandbox
        .requests({ method: 'POST', path: '/crm/interventions' })
        .filter(({ body }) => (body as { external_id?: string }).external_id === reference)
        .map(() => name),
    )
    .sort();

/** Takes a dossier to PUBLISHED; `finished` is done between its installation and its publication. */
async function publish(one: Case, finished: (id: string) => Promise<void> = async () => undefined) {
  const { watching, id, reference } = await finishedDossier(hub.admin, dossierOf(one));
  await finished(id);
  await signContract(hub.admin, id);
  await watching.until(isPublished, patienceMs);
  watching.stop();
  return { id, reference };
}

/** All deliveries of a dossier are made at once: when these have arrived, nobody else's is still to be made. */
async function arrived({ id }: Published, names: readonly string[]): Promise<void> {
  const watching = watchDeliveries(hub.admin, id);
  for (const name of names) await watching.until(name, 'delivery.succeeded', { timeoutMs: patienceMs });
  watching.stop();
}

const told = async ({ id }: Published): Promise<string[]> =>
  (await partnerDeliveries(hub.admin, { subjectId: id })).map(({ connection }) => connection.name).sort();

const read = async (id: string) => {
  const query = 'query ($id: ID!) { intervention(id: $id) { status flaggedForReview reviewReasons completedAt } }';
  return (await hub.admin.data<{ intervention: { completedAt: string } }>(query, { id })).intervention;
};

/** Symphonics goes back on a dossier. */
async function reject({ id, reference }: Published): Promise<void> {
  const known = hub.sandbox.state().interventions.find(({ external_id }) => external_id === reference);
  const watching = watchIntervention(hub.admin, id);
  await hub.sandbox.sendEvent({
    url: `${hub.url}/api/webhooks/symphonics`,
    event: 'intervention.status_update',
    data: { intervention_id: known?.id ?? 'unknown', new_status: 'rejected', notes: 'Photo illisible' },
  });
  await watching.until(({ syncEvents: { message } }) => message?.endsWith('to REJECTED') ?? false, patienceMs);
  watching.stop();
}

async function expectOnly(dossier: Published, names: readonly string[]): Promise<void> {
  await arrived(dossier, names);
  expect(await told(dossier)).toEqual([...names].sort());
  expect(receivers(dossier.reference)).toEqual([...names].sort());
}

test('installations are told apart to the millisecond by when they were done', async () => {
  const dossier = await publish(first, async (id) => {
    const done = new Date((await read(id)).completedAt);
    await updatePartner(hub.admin, partner('since the first').id, { subscription: { since: done } });
    const after = new Date(done.getTime() + 1);
    await updatePartner(hub.admin, partner('after the first').id, { subscription: { since: after } });
  });
  await expectOnly(dossier, [...always, ...first.alsoTo]);
}, 300_000);

test.each(later)(
  '$codes of $company at $postalCode goes to who asked for such a dossier',
  async (one) => {
    await expectOnly(await publish(one), [...toAllLater, ...one.alsoTo]);
  },
  300_000,
);

test('what Symphonics rejects reaches those that ask for rejected dossiers, once, and nobody else', async () => {
  const inParis = await publish(first);
  await expectOnly(inParis, [...toAllLater, ...first.alsoTo]);
  await reject(inParis);
  await expectOnly(inParis, [...toAllLater, ...first.alsoTo, 'rejected ones', 'rejected ones of Paris']);

  const elsewhere = await publish({ ...first, postalCode: '13001' });
  await reject(elsewhere);
  await expectOnly(elsewhere, [...toAllLater, 'one company', 'two companies', 'rejected ones']);
}, 300_000);

test('that a partner refuses a dossier is its own affair: the intervention is as it was', async () => {
  const refusing = partner('Paris');
  refusing.sandbox.faults.add({
    match: { method: 'POST', path: '/crm/interventions' },
    fault: { kind: 'status', status: 422 },
  });
  const dossier = await publish(first);
  const watching = watchDeliveries(hub.admin, dossier.id);
  await watching.until('Paris', 'delivery.failed', { timeoutMs: patienceMs });
  watching.stop();
  // Whatever would have been told to the interventions has been by the time that a later dossier has gone all the way.
  await arrived(await publish(first), ['Paris']);
  expect(await read(dossier.id)).toMatchObject({ status: 'PUBLISHED', flaggedForReview: false, reviewReasons: [] });
  await expect(told(dossier)).resolves.toContain('Paris');
}, 300_000);

test('who is not authorised was never spoken to', () => {
  expect(partner('not authorised').sandbox.requests()).toEqual([]);
});
