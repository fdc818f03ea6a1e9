import * as oidc from 'openid-client';
import type { HubClient } from './client.js';
import type { TestHub } from './hub.js';
import { Browser, type TestClient } from './oauth.js';

const save = `mutation ($input: SaveIdentityProviderInput!) {
  saved: saveIdentityProvider(input: $input) { id version path kind } }`;

export interface SavedProvider {
  id: string;
  version: number;
  path: string;
  kind: string;
}

export const saveProvider = async (admin: HubClient, input: object): Promise<SavedProvider> =>
  (await admin.data<{ saved: SavedProvider }>(save, { input })).saved;

/** A browser on the sign-in page of a new attempt to get a code. */
export async function openSignIn(hub: TestHub, client: TestClient, browser = new Browser()) {
  const verifier = oidc.randomPKCECodeVerifier();
  const start = oidc.buildAuthorizationUrl(client.config, {
    redirect_uri: client.redirectUri,
    scope: 'openid interventions:read',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const { url, response } = await browser.follow(await browser.go(start), hub.url);
  return { browser, url, response, verifier };
}

/** Follows redirects, whosever they are, until a page or an address where nobody listens. */
export async function walk(browser: Browser, first: Response): Promise<{ url: URL; response: Response }> {
  let at = first;
  let url = new URL(at.url);
  while (at.status >= 300 && at.status < 400) {
    url = new URL(at.headers.get('location') ?? '', url);
    if (url.port === '9') break;
    at = await browser.go(url);
  }
  return { url, response: at };
}

/** Allows what the program asks for, and gives its tokens. */
export async function consent(
  hub: TestHub,
  { config }: TestClient,
  { browser, verifier }: { browser: Browser; verifier: string },
  page: URL,
) {
  const allowed =
    page.origin === hub.url ? await walk(browser, await browser.go(page, { action: 'allow' })) : { url: page };
  return oidc.authorizationCodeGrant(config, allowed.url, { pkceCodeVerifier: verifier });
}
