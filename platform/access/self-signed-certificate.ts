import { type KeyObject, randomBytes, sign } from 'node:crypto';

/** DER (X.690): a tag, the length, the content. */
function der(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...content: Uint8Array[]) => der(0x30, ...content);
const hex = (text: string) => Buffer.from(text, 'hex');
const rsaWithSha256 = sequence(hex('06092a864886f70d01010b'), hex('0500'));

export interface CertificateWish {
  /** Of both, as people read it; 1 to 64 characters. */
  commonName: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  from: Date;
  until: Date;
}

/**
 * An X.509 certificate that nobody vouches for: the envelope that SAML wants a public key in. RSA with SHA-256, keys
 * up to 4,096 bits.
 * @returns base64 of its DER, without armour
 */
export function selfSignedCertificate({ commonName, privateKey, publicKey, from, until }: CertificateWish): string {
  const name = sequence(der(0x31, sequence(hex('0603550403'), der(0x0c, Buffer.from(commonName)))));
  // The first bit of a number is its sign.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const toBeSigned = sequence(
    hex('a003020102'),
    der(0x02, serial),
    rsaWithSha256,
    name,
    sequence(time(from), time(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, hex('00'), sign('sha256', toBeSigned, privateKey));
  return sequence(toBeSigned, rsaWithSha256, signature).toString('base64');
}

/** RFC 5280, 4.1.2.5: two digits of the year until 2049, four from then on. */
function time(at: Date): Buffer {
  const digits = `${at.toISOString().replace(/[-:T]|\.\d+Z/g, '')}Z`;
  return at.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
}
