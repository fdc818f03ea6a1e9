import { generateKeyPairSync } from 'node:crypto';
import { selfSignedCertificate } from '../../platform/access/self-signed-certificate.js';

export interface SelfSigned {
  /** PEM. */
  key: string;
  /** PEM. */
  cert: string;
  /** The same without armour, as SAML has it. */
  certificate: string;
}

/** An RSA key with a certificate that nobody vouches for. */
export function selfSigned(commonName: string): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const [from, until] = [new Date('2025-01-01T00:00:00Z'), new Date('2049-12-31T23:59:59Z')];
  const certificate = selfSignedCertificate({ commonName, privateKey, publicKey, from, until });
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
    certificate,
  };
}
