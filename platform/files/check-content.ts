import { createHash } from 'node:crypto';
import { InvalidInputError } from '../errors/errors.js';
import { FileTooLargeError } from './errors.js';
import { headBytes, type MediaType, mediaTypeOf } from './media-types.js';

interface Found {
  size: number;
  sha256: string;
  mediaType: MediaType;
}

/**
 * Passes content on and looks at it on the way: how much there is, its hash, and what it is.
 * @throws FileTooLargeError, FileTypeRefusedError, InvalidInputError from `content`, as soon as that is known
 */
export function checkContent(source: AsyncIterable<Uint8Array>, maxBytes: number) {
  const hash = createHash('sha256');
  let size = 0;
  let mediaType: MediaType | undefined;

  async function* pass(): AsyncGenerator<Uint8Array> {
    let head = Buffer.alloc(0);
    for await (const chunk of source) {
      size += chunk.length;
      if (size > maxBytes) throw new FileTooLargeError(maxBytes);
      hash.update(chunk);
      if (!mediaType) {
        head = Buffer.concat([head, chunk.subarray(0, headBytes - head.length)]);
        if (head.length === headBytes) mediaType = await mediaTypeOf(head);
      }
      yield chunk;
    }
    if (size === 0) throw new InvalidInputError('The file is empty.', { details: { violations: [empty] } });
    mediaType ??= await mediaTypeOf(head);
  }

  return {
    content: pass(),
    /** Call it when the content has run through. */
    found(): Found {
      if (!mediaType) throw new Error('the content has not run through yet');
      return { size, sha256: hash.digest('hex'), mediaType };
    },
  };
}

const empty = { field: 'content', message: 'must not be empty' };
