import { parseDomFromString, xpath } from '@node-saml/node-saml/lib/xml.js';
import { InvalidInputError } from '../platform/errors/errors.js';

/** What a SAML identity provider's metadata say of it. */
export interface SamlMetadata {
  issuer: string;
  ssoUrl: string;
  sloUrl: string | null;
  certificates: string[];
}

const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const named = (name: string) => `*[local-name(.)='${name}']`;

/** @throws InvalidInputError when it is no metadata of one identity provider that takes HTTP-Redirect */
export async function parseSamlMetadata(xml: string): Promise<SamlMetadata> {
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) throw new InvalidInputError('The metadata have a document type.');
  const document = await parseDomFromString(xml).catch((cause: unknown) => {
    throw new InvalidInputError('The metadata are not XML.', { cause });
  });
  const entity = `//${named('EntityDescriptor')}[${named('IDPSSODescriptor')}]`;
  const texts = (query: string) => xpath.selectAttributes(document, query).map(({ value }) => value);
  const place = (service: string) =>
    texts(`${entity}/${named('IDPSSODescriptor')}/${named(service)}[@Binding='${redirect}']/@Location`)[0];
  const [issuer, ...others] = texts(`${entity}/@entityID`);
  const ssoUrl = place('SingleSignOnService');
  if (issuer === undefined || others.length > 0 || ssoUrl === undefined)
    throw new InvalidInputError('The metadata are not those of one identity provider with HTTP-Redirect.');
  const keys = `${entity}/${named('IDPSSODescriptor')}/${named('KeyDescriptor')}[not(@use) or @use='signing']`;
  const certificates = xpath
    .selectElements(document, `${keys}//${named('X509Certificate')}`)
    .map(({ textContent }) => (textContent ?? '').replace(/\s/g, ''));
  return { issuer, ssoUrl, sloUrl: place('SingleLogoutService') ?? null, certificates: [...new Set(certificates)] };
}
