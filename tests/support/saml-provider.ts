import { randomUUID, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { signXml } from '@node-saml/node-saml/lib/xml.js';
import { selfSigned } from './self-signed.js';

/** A SAML identity provider's key, with its certificate as metadata has it. */
export interface SamlKey {
  key: string;
  certificate: string;
}

export const createSamlKey = (): SamlKey => selfSigned('idp');

export interface ResponseWish {
  issuer: string;
  acsUrl: string;
  audience: string;
  now: Date;
  nameId?: string;
  inResponseTo?: string | null;
  /** Of each of these, where it is to differ from what is right. */
  recipient?: string | null;
  destination?: string;
  /** In seconds from now. */
  validFor?: number;
  assertionId?: string;
  attributes?: Readonly<Record<string, readonly string[]>>;
  status?: string;
  format?: string;
}

const ns = 'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"';

/** A response as identity providers make it, not signed yet. */
export function samlResponse(wish: ResponseWish): string {
  const { issuer, acsUrl, audience, now, nameId = 'ada@example.org', inResponseTo = null } = wish;
  const { recipient = acsUrl, destination = acsUrl, validFor = 300, assertionId = `_${randomUUID()}` } = wish;
  const {
    attributes = {},
    status = 'Success',
    format = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  } = wish;
  const at = now.toISOString();
  const end = new Date(now.getTime() + validFor * 1_000).toISOString();
  const answers = inResponseTo === null ? '' : ` InResponseTo="${inResponseTo}"`;
  const listed = Object.entries(attributes).map(
    ([name, values]) =>
      `<saml:Attribute Name="${name}">${values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('')}</saml:Attribute>`,
  );
  return `<samlp:Response ${ns} ID="_${randomUUID()}" Version="2.0" IssueInstant="${at}" Destination="${destination}"${answers}><saml:Issuer>${issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${status}"/></samlp:Status><saml:Assertion ID="${assertionId}" Version="2.0" IssueInstant="${at}"><saml:Issuer>${issuer}</saml:Issuer><saml:Subject><saml:NameID Format="${format}">${nameId}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${end}"${recipient === null ? '' : ` Recipient="${recipient}"`}${answers}/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${at}" NotOnOrAfter="${end}"><saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${at}" SessionIndex="_s1"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>${listed.length > 0 ? `<saml:AttributeStatement>${listed.join('')}</saml:AttributeStatement>` : ''}</saml:Assertion></samlp:Response>`;
}

/** Signs one element of a message, after its issuer. */
export function signed(
  xml: string,
  { key }: SamlKey,
  element: 'Assertion' | 'Response' | 'LogoutRequest' | 'LogoutResponse',
  algorithm: 'sha1' | 'sha256' = 'sha256',
): string {
  const xpath = `//*[local-name(.)='${element}']`;
  const location = { reference: `${xpath}/*[local-name(.)='Issuer']`, action: 'after' } as const;
  const options = { privateKey: key, signatureAlgorithm: algorithm, digestAlgorithm: algorithm };
  return signXml(xml, xpath, location, options);
}

/** A message as it stands in an address, signed (SAML bindings, 3.4.4.1). */
export function redirected(
  name: 'SAMLRequest' | 'SAMLResponse',
  xml: string,
  { key }: SamlKey,
  relayState?: string,
): string {
  const text = new URLSearchParams({
    [name]: deflateRawSync(xml).toString('base64'),
    ...(relayState !== undefined && { RelayState: relayState }),
    SigAlg: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  }).toString();
  const signature = sign('sha256', Buffer.from(text), key).toString('base64');
  return `${text}&${new URLSearchParams({ Signature: signature })}`;
}

export const encoded = (xml: string): string => Buffer.from(xml).toString('base64');

/** The eight ways to wrap a signed assertion (XSW): the forged one is `evil`, where a careless reader finds it. */
export function wrapped(xml: string): Record<string, string> {
  const part = (pattern: RegExp) => pattern.exec(xml)?.[0] ?? '';
  const assertion = part(/<saml:Assertion .*<\/saml:Assertion>/s);
  const signature = /<(ds:)?Signature .*?<\/(ds:)?Signature>/s.exec(assertion)?.[0] ?? '';
  const bare = assertion.replace(signature, '');
  const evil = bare.replace(/ ID="[^"]*"/, ' ID="_evil"').replace(/(<saml:NameID[^>]*>)[^<]*/, '$1evil@example.org');
  const evilSame = bare.replace(/(<saml:NameID[^>]*>)[^<]*/, '$1evil@example.org');
  const into = (outer: string, inner: string) => outer.replace(/<\/saml:Assertion>$/, `${inner}</saml:Assertion>`);
  const inSignature = (inner: string) =>
    signature.replace(
      /<\/((ds:)?Signature)>$/,
      (end) => `<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${inner}</ds:Object>${end}`,
    );
  const afterIssuer = (outer: string, inner: string) => outer.replace('</saml:Issuer>', `</saml:Issuer>${inner}`);
  const whole = (content: string) => xml.replace(assertion, content);
  const response = xml.replace(assertion, evil);
  return {
    'XSW 1, a response within the signature of another': afterIssuer(response, inSignature(xml.replace(signature, ''))),
    'XSW 2, a response beside its detached signature': afterIssuer(response, signature + xml.replace(signature, '')),
    'XSW 3, forged before the signed': whole(evil + assertion),
    'XSW 4, signed within the forged': whole(into(evil, assertion)),
    'XSW 5, forged with the signature, signed after it': whole(afterIssuer(evil, signature) + bare),
    'XSW 6, signed within the signature within the forged': whole(afterIssuer(evil, inSignature(bare))),
    'XSW 7, forged in extensions': whole(`<samlp:Extensions>${evilSame}</samlp:Extensions>${assertion}`),
    'XSW 8, signed in an object of the forged one’s signature': whole(afterIssuer(evilSame, inSignature(bare))),
    'the forged after the signed': whole(assertion + evil),
    'two signatures': whole(afterIssuer(assertion, signature)),
  };
}
