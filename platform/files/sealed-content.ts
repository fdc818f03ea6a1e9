import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { FileDamagedError } from './errors.js';

const blockBytes = 64 * 1024;
const tagBytes = 16;

/** How many blocks a nonce can count. */
const maxBlocks = 2 ** 32;

/** A key for one file alone: a nonce may then be as simple as the number of its block. */
export function contentKey(dataKey: Buffer, storageKey: string): Buffer {
  return Buffer.from(hkdfSync('sha256', dataKey, '', `passerelle file content 1 ${storageKey}`, 32));
}

/**
 * Encrypts as it streams (AES-256-GCM, a block of 64 KiB at a time). The nonce of a block is its number and whether it is
 * the last: blocks that change places, or are missing at the end, do not open (the STREAM construction,
 * https://eprint.iacr.org/2015/189).
 * @param key of `contentKey`; it may encrypt once
 */
export async function* sealContent(key: Buffer, content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const { block, number, last } of blocksOf(content, blockBytes)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, last));
    yield Buffer.concat([cipher.update(block), cipher.final(), cipher.getAuthTag()]);
  }
}

/** The reverse. Nothing of a block is given before all of it was verified. @throws FileDamagedError */
export async function* openContent(key: Buffer, sealed: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const { block, number, last } of blocksOf(sealed, blockBytes + tagBytes)) {
    try {
      const options = { authTagLength: tagBytes };
      const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, last), options);
      decipher.setAuthTag(block.subarray(-tagBytes));
      yield Buffer.concat([decipher.update(block.subarray(0, -tagBytes)), decipher.final()]);
    } catch (cause) {
      throw new FileDamagedError('The stored file was altered or cut off.', { cause });
    }
  }
}

function nonceOf(number: number, last: boolean): Buffer {
  if (number >= maxBlocks) throw new RangeError('the content has too many blocks');
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(number, 7);
  nonce.writeUInt8(last ? 1 : 0, 11);
  return nonce;
}

interface Block {
  block: Buffer;
  number: number;
  last: boolean;
}

/** The content in blocks of one size; only the last is shorter, and it is known to be the last. */
async function* blocksOf(content: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Block> {
  let number = 0;
  let held = Buffer.alloc(0);
  for await (const chunk of content) {
    held = Buffer.concat([held, chunk]);
    // A full block is kept until there is more: it may be the last.
    while (held.length > size) {
      yield { block: held.subarray(0, size), number, last: false };
      held = held.subarray(size);
      number += 1;
    }
  }
  yield { block: held, number, last: true };
}
