import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseSamlMetadata } from '../../hub/saml-metadata.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { baseEnv } from '../support/hub.js';
import { runHub } from '../support/run-hub.js';
import { createSamlKey } from '../support/saml-provider.js';

const { certificate } = createSamlKey();
const service = (name: string, binding: string) =>
  `<md:${name} Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="https://idp.example.org/${name}/${binding}"/>`;
const metadata = (services: string) =>
  `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="https://idp.example.org/saml">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="encryption"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>not this one</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>
      ${certificate}
    </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>${services}
  </md:IDPSSODescriptor></md:EntityDescriptor>`;
const both = `${service('SingleLogoutService', 'HTTP-Redirect')}${service('SingleSignOnService', 'HTTP-POST')}${service('SingleSignOnService', 'HTTP-Redirect')}`;

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await cloneDatabase();
  folder = mkdtempSync(path.join(tmpdir(), 'passerelle-providers-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.drop();
});

test('metadata say who a provider is, where it is asked, and what it signs with', async () => {
  expect(await parseSamlMetadata(metadata(both))).toEqual({
    issuer: 'https://idp.example.org/saml',
    ssoUrl: 'https://idp.example.org/SingleSignOnService/HTTP-Redirect',
    sloUrl: 'https://idp.example.org/SingleLogoutService/HTTP-Redirect',
    certificates: [certificate],
  });
  for (const wrong of [
    metadata(service('SingleSignOnService', 'HTTP-POST')),
    `<!DOCTYPE x>${metadata(both)}`,
    `<all>${metadata(both)}${metadata(both)}</all>`,
    'no XML',
  ])
    await expect(parseSamlMetadata(wrong)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

test('a provider is added by its metadata, listed, tested and removed by the command', async () => {
  const env = { ...baseEnv(database.url, 'http://127.0.0.1:9'), PUBLIC_URL: 'https://hub.example' };
  const command = (...args: string[]) => runHub(['identity-providers', ...args], env);
  const file = path.join(folder, 'metadata.xml');
  writeFileSync(file, metadata(both));
  const added = await command(
    ...['add-saml', '--name', 'ADFS', '--domains', 'Example.org', '--metadata', file],
    ...['--sign-requests', '--create-users', '--roles', 'operator,billing'],
  );
  expect(added).toMatchObject({ code: 0, err: '' });
  const [, id = ''] =
    /^id +([\w-]{36})\nmetadata +https:\/\/hub\.example\/sso\/saml\/\1\/metadata\n$/.exec(added.out) ?? [];
  const [stored] = await database.sql('select saml, default_roles from access.identity_providers where id = $1', [id]);
  expect(stored).toMatchObject({
    saml: { requestsSigned: true, sha1Accepted: false, certificates: [certificate] },
    default_roles: ['operator', 'billing'],
  });
  expect((await command('list')).out).toMatch(
    new RegExp(
      `${id}  Saml  ADFS  https://idp.example.org/saml  example.org  https://hub.example/sso/saml/${id}/metadata`,
    ),
  );
  expect(await command('test', id)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^signs with CN=idp, good until 20/),
  });
  expect(await command('remove', id)).toMatchObject({ code: 0 });
  expect(await command('test', id)).toMatchObject({ code: 1, err: `There is no identity provider ${id}.\n` });
}, 240_000);
