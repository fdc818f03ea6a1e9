import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { v7 as timeOrderedUuid } from 'uuid';
import { selfSignedCertificate } from '../../../platform/access/self-signed-certificate.js';
import { samlKey } from '../../../platform/access/sso-secrets.js';
import type { SecretBox } from '../../../platform/secrets/secret-box.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';

const generate = promisify(generateKeyPair);
/** How long the certificate says that the key is good, in years: providers that look at it are rare, and so are renewals. */
const goodForYears = 20;

/** Gives an organization the key that its SAML messages are signed with, once. */
export async function ensureSamlKey({ em, caller, now }: UnitOfWork, secretBox: SecretBox): Promise<void> {
  const known = await em.execute<unknown[]>('select 1 as one from access.saml_keys');
  if (known.length > 0) return;
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: 3_072 });
  const from = now();
  const until = new Date(from);
  until.setUTCFullYear(from.getUTCFullYear() + goodForYears);
  const certificate = selfSignedCertificate({ commonName: 'Passerelle', privateKey, publicKey, from, until });
  const row = { organizationId: caller.organizationId, id: timeOrderedUuid() };
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const sealed = await secretBox.seal(samlKey, row, pem);
  // Two providers saved at once agree on one key.
  const insert = `insert into access.saml_keys (id, organization_id, certificate, private_key) values (?, ?, ?, ?::jsonb)
    on conflict (organization_id) do nothing`;
  await em.execute(insert, [row.id, row.organizationId, certificate, JSON.stringify(sealed)]);
}
