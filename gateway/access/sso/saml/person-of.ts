import { normalizeEmail } from '../../../../platform/service/input-rules.js';
import type { Claimed } from '../admit-person.js';
import type { SamlProvider } from '../identity-providers.js';
import { SsoRefusedError } from '../sso-refused-error.js';
import { attributesOf, type SamlAssertion, textOf } from './saml-messages.js';

const claim = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

/** What providers call an e-mail address and a name: plainly, by LDAP's numbers, by Microsoft's addresses. */
const emailNames = ['email', 'mail', 'emailAddress', 'urn:oid:0.9.2342.19200300.100.1.3', `${claim}/emailaddress`];
const nameNames = ['displayName', 'name', 'cn', 'urn:oid:2.16.840.1.113730.3.1.241', `${claim}/name`];

const transient = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';

/**
 * Who an assertion is about. A name id that is another one each time names nobody: then it is the e-mail address.
 * @throws SsoRefusedError when an attribute is there twice, and when nothing says who it is
 */
export function personOf({ groupsClaim }: SamlProvider, assertion: SamlAssertion): Claimed {
  const attributes = attributesOf(assertion);
  const first = (names: readonly string[]) => names.flatMap((name) => attributes.get(name) ?? [])[0] ?? null;
  const nameId = textOf(assertion.Subject?.NameID);
  const told = first(emailNames);
  const named = { name: first(nameNames), groups: attributes.get(groupsClaim) ?? [] };
  if (assertion.Subject?.NameID?.$?.Format !== transient) {
    return { ...named, subject: nameId, email: told ?? (nameId.includes('@') ? nameId : null) };
  }
  if (told === null) throw new SsoRefusedError('the name id is another one each time, and there is no e-mail address');
  return { ...named, subject: `email:${normalizeEmail(told)}`, email: told };
}
