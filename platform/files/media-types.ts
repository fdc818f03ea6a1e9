import { fileTypeFromBuffer } from 'file-type';
import { FileTypeRefusedError } from './errors.js';

/** What is stored. Nothing that a browser would run: no HTML, no SVG, no XML. */
export const mediaTypes = [
  'application/pdf',
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/heic',
  'image/heif',
  'image/tiff',
] as const;
export type MediaType = (typeof mediaTypes)[number];

/** How many bytes tell the type of a file. */
export const headBytes = 4_100;

/**
 * What the content is, whatever it was called.
 * @param head its first `headBytes`, or all of it
 * @throws FileTypeRefusedError
 */
export async function mediaTypeOf(head: Uint8Array): Promise<MediaType> {
  const found = (await fileTypeFromBuffer(head))?.mime ?? null;
  const taken = mediaTypes.find((type) => type === found);
  if (taken) return taken;
  const what = found === null ? 'of no known type' : found;
  throw new FileTypeRefusedError(`The content is ${what}; these are taken: ${mediaTypes.join(', ')}.`, {
    details: { found, taken: mediaTypes },
  });
}
