import { createHash } from 'node:crypto';
import { FileDamagedError } from './errors.js';

/**
 * Passes content on when it is what was stored. Each piece is held back until there is another, so that the last one,
 * without which nobody takes the file for whole, is only given once all of it was compared.
 * @throws FileDamagedError
 */
export async function* verifyContent(
  content: AsyncIterable<Uint8Array>,
  expected: { size: number; sha256: string },
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let size = 0;
  let held: Uint8Array | undefined;
  for await (const chunk of content) {
    if (held) yield held;
    held = chunk;
    size += chunk.length;
    hash.update(chunk);
  }
  if (size !== expected.size || hash.digest('hex') !== expected.sha256) {
    throw new FileDamagedError('The stored file is not what was put there.');
  }
  if (held) yield held;
}
