import * as oidc from 'openid-client';
import type { HubClient } from './client.js';
import type { TestHub } from './hub.js';

/** A program that is known to the authorization server. */
export interface TestClient {
  id: string;
  clientId: string;
  secret: string | null;
  redirectUri: string;
  /** openid-client, set up for it. */
  config: oidc.Configuration;
}

export interface ClientWish {
  confidential?: boolean;
  scopes?: string[];
  machine?: boolean;
  redirectUris?: string[];
}

/** Makes a client in the organization of an administrator and discovers the server for it. */
export async function createOAuthClient(
  hub: TestHub,
  { confidential = true, scopes = ['interventions:read'], machine = false, redirectUris }: ClientWish = {},
  admin: HubClient = hub.admin,
): Promise<TestClient> {
  const redirectUri = 'http://127.0.0.1:9/callback';
  const input = { name: 'Test program', confidential, scopes, machine, redirectUris: redirectUris ?? [redirectUri] };
  const query = `mutation ($input: CreateOAuthClientInput!) {
    made: createOAuthClient(input: $input) { secret client { id clientId } } }`;
  const { made } = await admin.data<{ made: { secret: string | null; client: { id: string; clientId: string } } }>(
    query,
    { input },
  );
  const { id, clientId } = made.client;
  const authentication = made.secret === null ? oidc.None() : oidc.ClientSecretBasic(made.secret);
  const options = { execute: [oidc.allowInsecureRequests] };
  const config = await oidc.discovery(new URL(hub.url), clientId, undefined, authentication, options);
  return { id, clientId, secret: made.secret, redirectUri, config };
}

/** Somebody who was invited and has set a password. */
export interface TestPerson {
  id: string;
  email: string;
  password: string;
}

export async function createPerson(
  hub: TestHub,
  { email, roles = ['OPERATOR'] }: { email: string; roles?: string[] },
  admin: HubClient = hub.admin,
): Promise<TestPerson> {
  const query = 'mutation ($input: InviteUserInput!) { made: inviteUser(input: $input) { path user { id } } }';
  const { made } = await admin.data<{ made: { path: string; user: { id: string } } }>(query, {
    input: { email, name: 'Ada Test', roles },
  });
  const password = 'correct horse battery staple';
  const body = new URLSearchParams({ password, again: password });
  const saved = await fetch(`${hub.url}${made.path}`, { method: 'POST', body });
  if (saved.status !== 200) throw new Error(`the password was not saved: ${saved.status}`);
  return { id: made.user.id, email, password };
}

/** A browser without a face: keeps cookies by path and follows no redirect by itself. */
export class Browser {
  readonly #cookies = new Map<string, { value: string; path: string }>();
  readonly #headers: Record<string, string>;

  constructor(headers: Record<string, string> = {}) {
    this.#headers = headers;
  }

  /** The values of its cookies, signatures left out. */
  values(): string[] {
    return [...this.#cookies].flatMap(([name, { value }]) => (name.endsWith('.sig') ? [] : [value]));
  }

  async go(url: URL | string, form?: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
    const { pathname } = new URL(url);
    const sent = [...this.#cookies].filter(([, { path }]) => pathname.startsWith(path));
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: sent.map(([name, { value }]) => `${name}=${value}`).join('; '), ...this.#headers, ...headers },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';');
      const [name = '', ...value] = pair.split('=');
      const path = attributes.map((one) => /^ *path=(.*)$/i.exec(one)?.[1]).find(Boolean) ?? '/';
      const gone = /expires=Thu, 01 Jan 1970/i.test(line);
      if (gone) this.#cookies.delete(name);
      else this.#cookies.set(name, { value: value.join('='), path });
    }
    return response;
  }

  /** Follows redirects of the hub until a page, or somebody else's address. */
  async follow(response: Response, origin: string): Promise<{ url: URL; response: Response }> {
    let at = response;
    let url = new URL(at.url);
    while (at.status >= 300 && at.status < 400) {
      url = new URL(at.headers.get('location') ?? '', url);
      if (url.origin !== origin) return { url, response: at };
      at = await this.go(url);
    }
    return { url, response: at };
  }
}

export interface SignInWish {
  scope?: string;
  browser?: Browser;
  parameters?: Record<string, string>;
}

export interface SignedIn {
  /** Where the program was called back, with the code. */
  callback: URL;
  verifier: string;
  browser: Browser;
}

/** Walks through sign-in and consent as a person does, as far as the program's callback. */
export async function signIn(
  hub: TestHub,
  client: TestClient,
  person: TestPerson,
  { scope = 'openid interventions:read', browser = new Browser(), parameters = {} }: SignInWish = {},
): Promise<SignedIn> {
  const verifier = oidc.randomPKCECodeVerifier();
  const start = oidc.buildAuthorizationUrl(client.config, {
    redirect_uri: client.redirectUri,
    scope,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
  let { url, response } = await browser.follow(await browser.go(start), hub.url);
  for (let steps = 0; url.origin === hub.url && steps < 4; steps += 1) {
    if (response.status >= 400)
      throw new Error(`${url.pathname} answered ${response.status}: ${await response.text()}`);
    const isSignIn = (await response.text()).includes('name="password"');
    const form: Record<string, string> = isSignIn
      ? { action: 'sign-in', email: person.email, password: person.password }
      : { action: 'allow' };
    ({ url, response } = await browser.follow(await browser.go(url, form), hub.url));
  }
  return { callback: url, verifier, browser };
}

/** The tokens of somebody who has signed in. */
export const exchange = ({ config }: TestClient, { callback, verifier }: SignedIn) =>
  oidc.authorizationCodeGrant(config, callback, { pkceCodeVerifier: verifier });
