import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startTestHub, type TestHub } from '../support/hub.js';
import { saveProvider } from '../support/identity-providers.js';
import { Browser } from '../support/oauth.js';
import { encoded } from '../support/saml-provider.js';

let hub: TestHub;
let clock: Date | null = null;
beforeAll(async () => {
  hub = await startTestHub({ workers: false, now: () => clock ?? new Date() });
}, 60_000);
afterAll(() => hub.close());

let made = 0;
/** Where the answers of a provider of its own go. */
async function acsOf(input: object, saml: object): Promise<string> {
  made += 1;
  const { id } = await saveProvider(hub.admin, {
    name: `SAML ${made}`,
    createUsers: true,
    defaultRoles: ['OPERATOR'],
    ...input,
    saml: { ssoUrl: 'https://idp.example.org/sso', ...saml },
  });
  return `${hub.url}/sso/saml/${id}/acs`;
}
const providerOf = (acsUrl: string) => acsUrl.split('/').at(-2);

const contracts = path.resolve('../shared/contracts/saml');
interface Case {
  file: string;
  encoding: string;
  expect: string;
  now?: string;
  acs?: string;
  audience?: string;
  inResponseTo?: string;
  idpMetadata?: string;
  idpCert?: string;
}
const isHere = existsSync(path.join(contracts, 'CASES.json'));
const read = (file: string) => readFileSync(path.join(contracts, file), 'utf8');
const cases: Case[] = isHere ? (JSON.parse(read('CASES.json')) as Case[]) : [];

(isHere ? describe : describe.skip)('responses seen elsewhere (skipped where the contracts are not there)', () => {
  const certificateIn = (text: string) => /X509Certificate>([^<]+)</.exec(text)?.[1]?.replace(/\s/g, '');
  const first = (text: string, pattern: RegExp) => pattern.exec(text)?.[1];

  const isCertificate = (base64: string) => {
    try {
      return new X509Certificate(Buffer.from(base64, 'base64')).subject !== undefined;
    } catch {
      return false;
    }
  };
  const urlOr = (fallback: string, ...found: (string | undefined)[]) =>
    found.find((one) => one !== undefined && URL.canParse(one)) ?? fallback;

  test.each(cases.map((one) => [one.file, one] as const))('%s', async (_file, one) => {
    const raw = read(one.file);
    const message = one.encoding === 'raw XML' ? encoded(raw) : raw.replace(/\s/g, '');
    const xml = Buffer.from(message, 'base64').toString();
    const certificates = [
      ...(one.idpCert ? [read(one.idpCert)] : []),
      ...(one.idpMetadata ? [certificateIn(read(one.idpMetadata)) ?? ''] : []),
    ];
    if (certificates.length === 0) {
      const own = certificateIn(xml) ?? '';
      const known = (JSON.parse(read('toolkits/py-settings1.json')) as { idp: { x509cert: string } }).idp.x509cert;
      certificates.push(known, ...(isCertificate(own) ? [own] : []));
    }
    const inResponseTo = one.inResponseTo ?? first(xml, / InResponseTo="([^"]+)"/);
    const domains = new Set(
      [...xml.matchAll(/@([\w-]+(?:\.[\w-]+)+)/g)].map(([, domain = '']) => domain.toLowerCase()),
    );
    const issued = first(xml, / IssueInstant="([^"]+)"/);
    // A case without a clock is looked at the moment after it was made, today, and when it says that it is over.
    const ends = [...xml.matchAll(/ NotOnOrAfter="([^"]+)"/g)].map(([, end = '']) => Date.parse(end));
    const over = ends.length > 0 ? new Date(Math.max(...ends) + 3_600_000).toISOString() : null;
    const given = /^[^ ]+/.exec(one.now ?? '')?.[0];
    const moments = given
      ? [given]
      : [...(issued ? [new Date(Date.parse(issued) + 1_000).toISOString()] : []), null, over];
    const outcomes: { moment: string | null; sha1Accepted: boolean; status: number }[] = [];
    const isWeak = /Method Algorithm="[^"]*sha1"/.test(xml);
    for (const [assertionSigned, sha1Accepted] of [
      [true, true],
      [false, true],
      ...(isWeak ? [[false, false] as const] : []),
    ] as const) {
      for (const moment of moments) {
        clock = null;
        const acsUrl = await acsOf(
          {
            issuer: first(xml, /<(?:\w+:)?Issuer[^>]*>\s*([^<\s]+)/) ?? 'https://idp.example.org/saml',
            domains: domains.size > 0 ? [...domains].slice(0, 20) : ['example.org'],
          },
          {
            certificates,
            assertionSigned,
            sha1Accepted,
            serviceAcsUrl: urlOr('https://sp.example.org/acs', first(xml, / Recipient="([^"]+)"/), one.acs),
            serviceEntityId: one.audience ?? first(xml, /Audience>\s*([^<\s]+)/) ?? 'none',
            audienceRequired: xml.includes('Audience>'),
            ...(inResponseTo === undefined && { startUrl: 'https://app.example.org/' }),
          },
        );
        if (inResponseTo !== undefined) {
          await hub.database.sql(
            `insert into access.sso_records (organization_id, provider_id, kind, id, uid, expires_at)
             select organization_id, id, 'request', $2, 'u', '2999-01-01' from access.identity_providers where id = $1`,
            [providerOf(acsUrl), createHash('sha256').update(inResponseTo).digest()],
          );
        }
        clock = moment === null ? null : new Date(moment);
        const { status } = await new Browser().go(acsUrl, { SAMLResponse: message });
        outcomes.push({ moment, sha1Accepted, status });
      }
    }
    clock = null;
    const evil = await hub.database.sql(
      "select email from access.users where email like '%evil%' and email not like '%@evil-corp.com'",
    );
    expect(evil).toEqual([]);
    const taken = outcomes.filter(({ status }) => status === 303);
    expect(outcomes.filter(({ status }) => status !== 303 && status !== 403)).toEqual([]);
    expect(taken.filter(({ sha1Accepted }) => isWeak && !sha1Accepted)).toEqual([]);
    if (one.expect.startsWith('accept')) expect(taken).not.toEqual([]);
    // Good when it was made, and over when it says so.
    else if (one.expect.startsWith('valid')) {
      expect(taken).not.toEqual([]);
      expect(over).not.toBeNull();
      expect(taken.filter(({ moment }) => moment === over)).toEqual([]);
    } else expect(taken).toEqual([]);
  });
});
