import { generateKeyPairSync, sign } from 'node:crypto';

/** DER: a tag, the length, the content (X.690). */
function der(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...content: Uint8Array[]) => der(0x30, ...content);
const hex = (text: string) => Buffer.from(text, 'hex');

/** An RSA key (PEM) with a certificate that nobody vouches for (base64). */
export function rsaCertificate(): { key: string; certificate: string } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const rsaWithSha256 = sequence(hex('06092a864886f70d01010b'), hex('0500'));
  const name = sequence(der(0x31, sequence(hex('0603550403'), der(0x0c, Buffer.from('idp')))));
  const time = (text: string) => der(0x17, Buffer.from(text));
  const toBeSigned = sequence(
    hex('a003020102'),
    hex('020101'),
    rsaWithSha256,
    name,
    sequence(time('250101000000Z'), time('491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, hex('00'), sign('sha256', toBeSigned, privateKey));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: sequence(toBeSigned, rsaWithSha256, signature).toString('base64'),
  };
}
