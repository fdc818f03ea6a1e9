import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { startTestHub, type TestHub } from '../support/hub.js';
import { consent, openSignIn, saveProvider, walk } from '../support/identity-providers.js';
import { Browser, createOAuthClient, type TestClient } from '../support/oauth.js';
import { createSamlKey, encoded, type ResponseWish, samlResponse, signed, wrapped } from '../support/saml-provider.js';

let hub: TestHub;
let client: TestClient;
let clock: Date | null = null;
const now = () => clock ?? new Date();
const key = createSamlKey();
const issuer = 'https://idp.example.org/saml';
const settings = { ssoUrl: 'https://idp.example.org/sso', certificates: [key.certificate] };
const common = { issuer, domains: ['example.org'], createUsers: true, defaultRoles: ['OPERATOR'] };

beforeAll(async () => {
  hub = await startTestHub({ workers: false, now });
  client = await createOAuthClient(hub);
}, 60_000);
afterAll(() => hub.close());
beforeEach(() => {
  clock = null;
});

const transient = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';

let made = 0;
/** A provider of its own, and what is right for it. */
async function provider(input: object = {}, saml: object = {}) {
  made += 1;
  const { id } = await saveProvider(hub.admin, {
    ...common,
    name: `SAML ${made}`,
    ...input,
    saml: { ...settings, ...saml },
  });
  const acsUrl = `${hub.url}/sso/saml/${id}/acs`;
  return { id, acsUrl, audience: `${hub.url}/sso/saml/${id}/metadata` };
}
type Provider = Awaited<ReturnType<typeof provider>>;

const post = (acsUrl: string, message: string, browser = new Browser()) =>
  browser.go(acsUrl, { SAMLResponse: message });

/** A browser that was sent to the provider. */
async function asked({ id }: Provider) {
  const opened = await openSignIn(hub, client);
  const sent = await opened.browser.go(`${opened.url}/sso/${id}`);
  const to = new URL(sent.headers.get('location') ?? '');
  const xml = inflateRawSync(Buffer.from(to.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
  return { ...opened, to, request: / ID="([^"]+)"/.exec(xml)?.[1] ?? '', xml };
}

const answer = (of: Provider, wish: Partial<ResponseWish> = {}) =>
  signed(samlResponse({ issuer, ...of, now: now(), ...wish }), key, 'Assertion');

const lastReason = () => [...hub.logs().matchAll(/"reason":"((?:[^"\\]|\\.)*)"/g)].at(-1)?.[1];

describe('a sign-in that was asked for', () => {
  test('leads by the provider to the program that asked, with a user made just in time', async () => {
    const of = await provider({ groupsClaim: 'memberOf', roleMapping: [{ group: 'billing', roles: ['BILLING'] }] });
    const visit = await asked(of);
    expect(visit.to.origin).toBe('https://idp.example.org');
    expect(visit.xml).toContain(`AssertionConsumerServiceURL="${of.acsUrl}"`);
    const attributes = { displayName: ['Ada L.'], memberOf: ['staff', 'billing'] };
    const response = answer(of, { inResponseTo: visit.request, attributes });
    const { url } = await walk(visit.browser, await post(of.acsUrl, encoded(response), visit.browser));
    const tokens = await consent(hub, client, visit, url);
    expect(tokens.claims()?.sub).toBeTruthy();
    const query = `{ users(filter: { text: "Ada L." }) { nodes { email roles hasPassword identities { provider subject } } }
      sessions(first: 1) { nodes { method } } auditEntries(first: 1, filter: { event: "user.signed-in" }) { nodes { outcome subjectId details } } }`;
    const data = await hub.admin.data<{ users: { nodes: unknown[] }; sessions: unknown }>(query, {});
    expect(data.users.nodes).toEqual([
      {
        email: 'ada@example.org',
        roles: ['OPERATOR', 'BILLING'],
        hasPassword: false,
        identities: [{ provider: of.id, subject: 'ada@example.org' }],
      },
    ]);
    expect(data.sessions).toEqual({ nodes: [{ method: of.id }] });
  });

  test('is finished by the browser that began it, and by no other', async () => {
    const of = await provider();
    const visit = await asked(of);
    const back = await post(of.acsUrl, encoded(answer(of, { inResponseTo: visit.request })));
    expect(back.status).toBe(303);
    const ticket = new URL(back.headers.get('location') ?? '', hub.url);
    expect((await new Browser().go(ticket)).status).toBe(400);
    const other = await asked(of);
    const elsewhere = new URL(ticket);
    elsewhere.pathname = `${other.url.pathname}/sso`;
    expect((await other.browser.go(elsewhere)).status).toBe(403);
  });
});

describe('a response', () => {
  let of: Provider;
  beforeAll(async () => {
    of = await provider();
  });
  const status = async (message: string) => (await post(of.acsUrl, encoded(message))).status;

  test('is taken once: not again, and of many at once one', async () => {
    const { request } = await asked(of);
    const message = answer(of, { inResponseTo: request });
    const all = await Promise.all(Array.from({ length: 8 }, () => status(message)));
    expect(all.toSorted()).toEqual([303, ...Array.from({ length: 7 }, () => 403)]);
    expect(await status(message)).toBe(403);
  });

  test('that answers a request again, with another assertion, is refused', async () => {
    const { request } = await asked(of);
    expect(await status(answer(of, { inResponseTo: request }))).toBe(303);
    expect(await status(answer(of, { inResponseTo: request }))).toBe(403);
  });

  test('with an assertion that was used is refused, whatever stands around it', async () => {
    const free = await provider({}, { startUrl: 'https://app.example.org/' });
    const wish = { assertionId: '_used' };
    expect((await post(free.acsUrl, encoded(answer(free, wish)))).status).toBe(303);
    expect((await post(free.acsUrl, encoded(answer(free, wish)))).status).toBe(403);
    expect(lastReason()).toContain('used already');
  });

  const wrong: [string, Partial<ResponseWish>, RegExp][] = [
    ['nobody asked for', { inResponseTo: null }, /InResponseTo/],
    ['that answers what was never asked', { inResponseTo: '_unknown' }, /InResponseTo/],
    ['for another audience', { audience: 'https://other.example.org' }, /audience/],
    ['for another recipient', { recipient: 'https://other.example.org/acs' }, /recipient/],
    ['for no recipient', { recipient: null }, /recipient/],
    ['sent to another destination', { destination: 'https://other.example.org/acs' }, /destination/],
    ['sent nowhere', { destination: '' }, /destination/],
    ['of another issuer', { issuer: 'https://other.example.org' }, /issuer/],
    ['that is over', { validFor: -120 }, /confirmation|over|expired/],
    ['that tells of no success', { status: 'Responder' }, /Responder/],
    ['that names nobody', { nameId: '' }, /nobody/],
    ['that names somebody for now alone', { format: transient }, /each time/],
    ['of a domain it does not speak for', { nameId: 'ada@elsewhere.example' }, /domain/],
    ['with an end to the address that its e-mail hides', { nameId: 'ada@example.org<!-- -->.evil.example' }, /domain/],
  ];
  test.each(wrong)('%s is refused', async (_what, wish, reason) => {
    const { request } = await asked(of);
    expect(await status(answer(of, { inResponseTo: request, ...wish }))).toBe(403);
    expect(lastReason()).toMatch(reason);
  });

  test('too early, or with a session that is over there, is refused', async () => {
    const { request } = await asked(of);
    const early = answer(of, { inResponseTo: request, now: new Date(Date.now() + 10 * 60_000) });
    expect(await status(early)).toBe(403);
  });

  test('is signed by a key of the provider, whatever key it brings along', async () => {
    const { request } = await asked(of);
    const bare = samlResponse({ issuer, ...of, now: now(), inResponseTo: request });
    expect(await status(bare)).toBe(403);
    expect(await status(signed(bare, createSamlKey(), 'Assertion'))).toBe(403);
    expect(await status(signed(bare, key, 'Response'))).toBe(403);
    const changed = signed(bare, key, 'Assertion').replace('ada@example.org', 'eve@example.org');
    expect(await status(changed)).toBe(403);
    expect(await status(`<!DOCTYPE a [<!ENTITY b "c">]>${signed(bare, key, 'Assertion')}`)).toBe(403);
    expect(await status(signed(bare, key, 'Assertion'))).toBe(303);
  });

  test('with its own signature around the assertion is enough where the provider is set up so', async () => {
    const loose = await provider({}, { assertionSigned: false });
    const { request } = await asked(loose);
    const bare = samlResponse({ issuer, ...loose, now: now(), inResponseTo: request });
    expect((await post(loose.acsUrl, encoded(bare))).status).toBe(403);
    expect((await post(loose.acsUrl, encoded(signed(bare, key, 'Response')))).status).toBe(303);
  });

  test('wrapped in any of the known ways is refused', async () => {
    const free = await provider({}, { startUrl: 'https://app.example.org/', assertionSigned: false });
    const good = answer(free);
    for (const [way, message] of Object.entries(wrapped(good))) {
      expect(message).not.toBe(good);
      const { status: got } = await post(free.acsUrl, encoded(message));
      expect({ way, got }).toEqual({ way, got: 403 });
    }
    const found = await hub.database.sql("select email from access.users where email like 'evil%'");
    expect(found).toEqual([]);
    const responseSigned = signed(samlResponse({ issuer, ...free, now: now() }), key, 'Response');
    expect((await post(free.acsUrl, encoded(responseSigned))).status).toBe(303);
  });
});

describe('people', () => {
  test('who start at the provider arrive at the program signed in, once', async () => {
    const of = await provider({}, { startUrl: 'https://app.example.org/start' });
    const browser = new Browser();
    const back = await post(of.acsUrl, encoded(answer(of, { nameId: 'start@example.org' })), browser);
    expect(back.headers.get('location')).toBe('https://app.example.org/start');
    const visit = await openSignIn(hub, client, browser);
    expect((await visit.response.text()).includes('name="password"')).toBe(false);
    expect((await consent(hub, client, visit, visit.url)).access_token).toBeTruthy();
  });

  test('of another organization are neither found nor touched', async () => {
    const other = await hub.client({ organization: 'elsewhere' });
    await other.data('mutation ($input: InviteUserInput!) { inviteUser(input: $input) { path } }', {
      input: { email: 'both@example.org', name: 'Other Ada', roles: ['ADMINISTRATOR'] },
    });
    const of = await provider();
    const { request, ...visit } = await asked(of);
    const message = answer(of, { inResponseTo: request, nameId: 'both@example.org' });
    const { response } = await walk(visit.browser, await post(of.acsUrl, encoded(message), visit.browser));
    expect(response.status).toBe(200);
    const found = await hub.database.sql(
      "select roles, last_sign_in_at is null as never from access.users where email = 'both@example.org' order by 2",
    );
    expect(found).toEqual([
      { roles: ['operator'], never: false },
      { roles: ['administrator'], never: true },
    ]);
    const foreign = await saveProvider(other, { ...common, name: 'Theirs', saml: settings });
    expect((await visit.browser.go(`${(await openSignIn(hub, client)).url}/sso/${foreign.id}`)).status).toBe(400);
    const own = await openSignIn(hub, client);
    expect((await own.browser.go(`${own.url}/sso/${foreign.id}`)).status).toBe(403);
  });
});

describe('metadata and single logout', () => {
  test('metadata says where answers go', async () => {
    const of = await provider();
    const xml = await (await fetch(of.audience)).text();
    expect(xml).toContain(`entityID="${of.audience}"`);
    expect(xml).toContain(`Location="${of.acsUrl}"`);
    expect(xml).toContain('WantAssertionsSigned="true"');
  });

  test('a signed request signs out everywhere, once; no other does', async () => {
    const of = await provider({}, { sloUrl: 'https://idp.example.org/slo' });
    const visit = await asked(of);
    const response = answer(of, { inResponseTo: visit.request, nameId: 'leaving@example.org' });
    const { url } = await walk(visit.browser, await post(of.acsUrl, encoded(response), visit.browser));
    const tokens = await consent(hub, client, visit, url);
    const isOpen = async () => {
      const query = JSON.stringify({ query: '{ interventions(first: 1) { totalCount } }' });
      const headers = { authorization: `Bearer ${tokens.access_token}`, 'content-type': 'application/json' };
      return (await fetch(`${hub.url}/graphql`, { method: 'POST', headers, body: query })).status === 200;
    };
    expect(await isOpen()).toBe(true);
    const slo = `${hub.url}/sso/saml/${of.id}/slo`;
    const request = (id: string, to = slo) =>
      `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${now().toISOString()}" Destination="${to}"><saml:Issuer>${issuer}</saml:Issuer><saml:NameID>leaving@example.org</saml:NameID></samlp:LogoutRequest>`;
    const send = async (xml: string) => {
      const body = new URLSearchParams({ SAMLRequest: encoded(xml) });
      return fetch(slo, { method: 'POST', body, redirect: 'manual' });
    };
    expect((await send(request('_a'))).status).toBe(403);
    expect((await send(signed(request('_b'), createSamlKey(), 'LogoutRequest'))).status).toBe(403);
    expect((await send(signed(request('_c', 'https://other.example.org/slo'), key, 'LogoutRequest'))).status).toBe(403);
    const packed = deflateRawSync(request('_d')).toString('base64');
    const unsigned = new URLSearchParams({ SAMLRequest: packed });
    expect((await fetch(`${slo}?${unsigned}`, { redirect: 'manual' })).status).toBe(403);
    expect(await isOpen()).toBe(true);
    const good = signed(request('_e'), key, 'LogoutRequest');
    const done = await send(good);
    expect(done.status).toBe(303);
    expect(done.headers.get('location')).toContain('https://idp.example.org/slo?SAMLResponse=');
    expect((await send(good)).status).toBe(403);
    const [session] = await hub.database.sql('select ended_at from access.sessions where method = $1', [of.id]);
    expect(session?.ended_at).not.toBeNull();
  });
});
