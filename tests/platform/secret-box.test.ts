import { createMasterKey } from '../../platform/secrets/master-key.js';
import { createSecretBox, type SealedSecret, SecretUnreadableError } from '../../platform/secrets/secret-box.js';

const box = createSecretBox(createMasterKey('the master key of one hub, long enough'));
const other = createSecretBox(createMasterKey('the master key of another hub, as long'));
const place = 'organization/table/row/column';
const secret = 'client-secret: été ☀';

test('opens what it sealed, where it sealed it', () => {
  expect(box.open(box.seal(secret, place), place)).toBe(secret);
  expect(box.open(box.seal('', place), place)).toBe('');
});

test('what is stored says nothing of the secret, nor that two are the same', () => {
  const [one, two] = [box.seal(secret, place), box.seal(secret, place)];
  expect(JSON.stringify(one)).not.toContain('client');
  expect(Buffer.from(one.box, 'base64url').includes('client')).toBe(false);
  expect(one.key).not.toBe(two.key);
  expect(one.box).not.toBe(two.box);
});

test.each(['key', 'box'] as const)('not when any byte of its %s is another', (part) => {
  const sealed = box.seal(secret, place);
  const bytes = Buffer.from(sealed[part], 'base64url');
  for (let index = 0; index < bytes.length; index += 1) {
    const altered = Buffer.from(bytes);
    altered[index] = (altered[index] ?? 0) ^ 1;
    const forged = { ...sealed, [part]: altered.toString('base64url') };
    expect(() => box.open(forged, place)).toThrow(SecretUnreadableError);
  }
  for (const cut of [0, 1, 12, bytes.length - 1]) {
    const forged = { ...sealed, [part]: bytes.subarray(0, cut).toString('base64url') };
    expect(() => box.open(forged, place)).toThrow(SecretUnreadableError);
  }
});

test('not in another place, nor with the key of another secret', () => {
  const [one, two] = [box.seal(secret, place), box.seal('another', place)];
  for (const elsewhere of ['', `${place}2`, 'other/table/row/column']) {
    expect(() => box.open(one, elsewhere)).toThrow(SecretUnreadableError);
  }
  const mixed: SealedSecret = { ...one, key: two.key };
  expect(() => box.open(mixed, place)).toThrow(SecretUnreadableError);
});

test('not under another master key, whatever it calls itself', () => {
  const sealed = box.seal(secret, place);
  expect(() => other.open(sealed, place)).toThrow(/sealed under master key/);
  const renamed = { ...sealed, kid: other.seal('x', place).kid };
  expect(() => other.open(renamed, place)).toThrow(/altered or moved/);
});

test('a refusal holds nothing of the secret or of a key', () => {
  const sealed = box.seal(secret, place);
  try {
    box.open(sealed, 'elsewhere');
  } catch (error) {
    const said = JSON.stringify(error, Object.getOwnPropertyNames(error));
    for (const part of [secret, sealed.key, sealed.box]) expect(said).not.toContain(part);
    return;
  }
  throw new Error('it was opened');
});
