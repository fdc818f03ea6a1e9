import { createVerify, X509Certificate } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { eventually } from '../support/eventually.js';
import { startTestHub, type TestHub } from '../support/hub.js';
import { consent, openSignIn, type SavedProvider, saveProvider, walk } from '../support/identity-providers.js';
import { Browser, createOAuthClient, type TestClient } from '../support/oauth.js';
import { type OpenIdProvider, startOpenIdProvider } from '../support/openid-provider.js';
import { createSamlKey, encoded, redirected, samlResponse, signed } from '../support/saml-provider.js';

let hub: TestHub;
let client: TestClient;
let idp: OpenIdProvider;
let saml: SavedProvider;
let oidc: SavedProvider;
const key = createSamlKey();
const issuer = 'https://idp.example.org/saml';
const common = { domains: ['example.org'], createUsers: true, defaultRoles: ['OPERATOR'] };

beforeAll(async () => {
  [hub, idp] = await Promise.all([startTestHub({ workers: false }), startOpenIdProvider()]);
  client = await createOAuthClient(hub);
  const settings = { ssoUrl: 'https://idp.example.org/sso', sloUrl: 'https://idp.example.org/slo?tenant=a' };
  saml = await saveProvider(hub.admin, {
    ...common,
    name: 'SAML',
    issuer,
    saml: { ...settings, certificates: [key.certificate], requestsSigned: true },
  });
  oidc = await saveProvider(hub.admin, {
    ...common,
    name: 'OpenID',
    issuer: idp.url,
    oidc: { clientId: idp.clientId, clientSecret: idp.clientSecret },
  });
  idp.redirectUris.push(`${hub.url}${oidc.path}`);
  idp.signedOutUris.push(`${hub.url}/sso/oidc/${oidc.id}/signed-out`);
}, 60_000);
afterAll(async () => {
  await hub.close();
  await idp.close();
});

const messageIn = (url: URL, name: string) =>
  inflateRawSync(Buffer.from(url.searchParams.get(name) ?? '', 'base64')).toString();
const base = () => `${hub.url}/sso/saml/${saml.id}`;

/** Whether a message in an address is signed by the key in the hub's metadata. */
async function isSignedByUs(url: URL): Promise<boolean> {
  const metadata = await (await fetch(`${base()}/metadata`)).text();
  expect(metadata).toContain('AuthnRequestsSigned="true"');
  const [, certificate = ''] = /<KeyDescriptor use="signing">.*?<ds:X509Certificate>([^<]+)</s.exec(metadata) ?? [];
  const { publicKey } = new X509Certificate(Buffer.from(certificate, 'base64'));
  const names = ['SAMLRequest', 'SAMLResponse', 'RelayState', 'SigAlg'];
  const parts = url.search.slice(1).split('&');
  const text = names.flatMap((name) => parts.filter((part) => part.startsWith(`${name}=`))).join('&');
  expect(url.searchParams.get('SigAlg')).toBe('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
  return createVerify('sha256')
    .update(text)
    .verify(publicKey, url.searchParams.get('Signature') ?? '', 'base64');
}

/** Somebody who has signed in by SAML. */
async function signedInBySaml() {
  const visit = await openSignIn(hub, client);
  const sent = await visit.browser.go(`${visit.url}/sso/${saml.id}`);
  const to = new URL(sent.headers.get('location') ?? '');
  const request = messageIn(to, 'SAMLRequest');
  const inResponseTo = / ID="([^"]+)"/.exec(request)?.[1] ?? null;
  const acsUrl = `${base()}/acs`;
  const wish = { issuer, acsUrl, audience: `${base()}/metadata`, now: new Date(), inResponseTo };
  const response = await visit.browser.go(acsUrl, {
    SAMLResponse: encoded(signed(samlResponse(wish), key, 'Assertion')),
  });
  const { url } = await walk(visit.browser, response);
  await consent(hub, client, visit, url);
  return { browser: visit.browser, to };
}

/** Says at the hub that one wants out; where the browser is sent. */
async function leave(browser: Browser) {
  const page = await browser.go(`${hub.url}/oauth/end-session`);
  const html = await page.text();
  const [, xsrf = ''] = /name="xsrf" value="(\w+)"/.exec(html) ?? [];
  const answer = await browser.go(`${hub.url}/oauth/end-session/confirm`, { xsrf, logout: 'yes' });
  return {
    policy: page.headers.get('content-security-policy') ?? '',
    status: answer.status,
    to: new URL(answer.headers.get('location') ?? ''),
  };
}
/** The page does not wait for what is put on record. */
const isOver = () =>
  eventually(async () => {
    const [newest] = await hub.database.sql('select ended_at from access.sessions order by id desc limit 1');
    return newest?.ended_at;
  }, 'the newest session is over');

test('a request to sign in is signed with the key that the metadata show', async () => {
  const { to } = await signedInBySaml();
  expect(await isSignedByUs(to)).toBe(true);
  const [stored] = await hub.database.sql<{ text: string }>(
    `select string_agg(k::text, '') as text from access.saml_keys k`,
  );
  expect(stored?.text).not.toContain('PRIVATE KEY');
});

describe('who signs out at the hub', () => {
  const logoutResponse = (id: string, { to = `${base()}/slo`, status = 'Success' } = {}) =>
    `<samlp:LogoutResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_${Math.random().toString(36).slice(2)}" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${to}" InResponseTo="${id}"><saml:Issuer>${issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${status}"/></samlp:Status></samlp:LogoutResponse>`;

  test('is sent to the SAML provider with a signed request, and comes back by its signed answer, once', async () => {
    const { browser } = await signedInBySaml();
    const left = await leave(browser);
    expect(left).toMatchObject({
      status: 303,
      policy: expect.stringContaining("form-action 'self' https://idp.example.org;"),
    });
    expect(left.to.origin + left.to.pathname).toBe('https://idp.example.org/slo');
    expect(left.to.searchParams.get('tenant')).toBe('a');
    expect(await isSignedByUs(left.to)).toBe(true);
    const request = messageIn(left.to, 'SAMLRequest');
    expect(request).toContain('Destination="https://idp.example.org/slo?tenant=a"');
    expect(request).toMatch(/<saml:NameID Format="[^"]*emailAddress">ada@example.org<\/saml:NameID>/);
    expect(request).toMatch(/SessionIndex[^>]*>_s1</);
    await isOver();

    const id = / ID="([^"]+)"/.exec(request)?.[1] ?? '';
    const back = (xml: string, by = key) => browser.go(`${base()}/slo?${redirected('SAMLResponse', xml, by)}`);
    for (const refused of [
      await back(logoutResponse('_another')),
      await back(logoutResponse(id, { to: 'https://other.example.org/slo' })),
      await back(logoutResponse(id), createSamlKey()),
      await browser.go(
        `${base()}/slo?${new URLSearchParams({ SAMLResponse: deflateRawSync(logoutResponse(id)).toString('base64') })}`,
      ),
    ])
      expect(refused.status).toBe(403);
    const done = await back(logoutResponse(id));
    expect(done.status).toBe(303);
    const { response } = await browser.follow(done, hub.url);
    expect({ status: response.status, text: await response.text() }).toEqual({
      status: 200,
      text: expect.stringContaining('signed out'),
    });
    expect((await back(logoutResponse(id))).status).toBe(403);
  });

  test('or by an answer that is posted', async () => {
    const { browser } = await signedInBySaml();
    const id = / ID="([^"]+)"/.exec(messageIn((await leave(browser)).to, 'SAMLRequest'))?.[1] ?? '';
    const post = (xml: string) => browser.go(`${base()}/slo`, { SAMLResponse: encoded(xml) });
    expect((await post(logoutResponse(id))).status).toBe(403);
    expect((await post(signed(logoutResponse(id), key, 'LogoutResponse'))).status).toBe(303);
  });

  test('is sent to the OpenID provider with its own ID token, and comes back', async () => {
    const opened = await openSignIn(hub, client);
    const { url } = await walk(opened.browser, await opened.browser.go(`${opened.url}/sso/${oidc.id}`));
    await consent(hub, client, opened, url);
    const [login] = await hub.database.sql<{ text: string }>(
      `select string_agg(l::text, '') as text from access.sso_logins l`,
    );
    expect(login?.text).not.toContain('eyJ');
    const left = await leave(opened.browser);
    expect(left.policy).toContain(`form-action 'self' ${idp.url};`);
    expect(left.to.origin).toBe(idp.url);
    expect(left.to.searchParams.get('post_logout_redirect_uri')).toBe(`${hub.url}/sso/oidc/${oidc.id}/signed-out`);
    const [, payload = ''] = (left.to.searchParams.get('id_token_hint') ?? '').split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ sub: 'ada', iss: idp.url });
    await isOver();

    const html = await (await opened.browser.go(left.to)).text();
    const [, action = ''] = /action="([^"]+)"/.exec(html) ?? [];
    const [, xsrf = ''] = /name="xsrf" value="(\w+)"/.exec(html) ?? [];
    const returned = await opened.browser.go(action, { xsrf, logout: 'yes' });
    expect(returned.headers.get('location')).toMatch(`${hub.url}/sso/oidc/${oidc.id}/signed-out?state=`);
    const at = new URL(returned.headers.get('location') ?? '');
    const { response } = await opened.browser.follow(await opened.browser.go(at), hub.url);
    expect(response.status).toBe(200);
    expect((await opened.browser.go(at)).status).toBe(403);
  });

  test('and signed in with a password goes nowhere else', async () => {
    const left = await leave(new Browser());
    expect(left.to.href).toBe(`${hub.url}/oauth/end-session/success`);
  });
});

test('who is signed out by the SAML provider is answered with a signed word, of somebody unknown too', async () => {
  await signedInBySaml();
  const request = (nameId: string) =>
    `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_${nameId.length}" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${base()}/slo"><saml:Issuer>${issuer}</saml:Issuer><saml:NameID>${nameId}</saml:NameID></samlp:LogoutRequest>`;
  const ask = async (nameId: string) => {
    const search = redirected('SAMLRequest', request(nameId), key, 'where-i-was');
    return new URL((await fetch(`${base()}/slo?${search}`, { redirect: 'manual' })).headers.get('location') ?? '');
  };
  const known = await ask('ada@example.org');
  expect(await isSignedByUs(known)).toBe(true);
  expect(known.searchParams.get('RelayState')).toBe('where-i-was');
  expect(messageIn(known, 'SAMLResponse')).toMatch(/InResponseTo="_15".*status:Success"/s);
  await isOver();
  expect(messageIn(await ask('nobody@example.org'), 'SAMLResponse')).toContain('status:UnknownPrincipal');
});

test('a signature with SHA-1 is refused until it is said to be taken', async () => {
  const acsUrl = `${base()}/acs`;
  const weak = (inResponseTo: string) => {
    const wish = { issuer, acsUrl, audience: `${base()}/metadata`, now: new Date(), inResponseTo };
    return encoded(signed(samlResponse(wish), key, 'Assertion', 'sha1'));
  };
  const status = async () => {
    const { browser, url } = await openSignIn(hub, client);
    const sent = await browser.go(`${url}/sso/${saml.id}`);
    const request = messageIn(new URL(sent.headers.get('location') ?? ''), 'SAMLRequest');
    return (await browser.go(acsUrl, { SAMLResponse: weak(/ ID="([^"]+)"/.exec(request)?.[1] ?? '') })).status;
  };
  expect(await status()).toBe(403);
  expect(hub.logs()).toContain('SHA-1');
  const settings = { ssoUrl: 'https://idp.example.org/sso', certificates: [key.certificate], sha1Accepted: true };
  await saveProvider(hub.admin, { ...common, id: saml.id, name: 'SAML', issuer, saml: settings });
  expect(await status()).toBe(303);
});
