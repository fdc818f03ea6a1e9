import { randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';

/** Content that waits on disk until it is known whether it may be stored, and how long it is. */
export interface Spool {
  fill(content: AsyncIterable<Uint8Array>): Promise<void>;
  size(): Promise<number>;
  content(): Readable;
  close(): Promise<void>;
}

/** A temporary file without a name: however the process ends, nothing stays. */
export async function openSpool(): Promise<Spool> {
  const place = path.join(tmpdir(), `passerelle-${randomUUID()}`);
  const file = await open(place, 'wx+', 0o600);
  await unlink(place);
  return {
    fill: (content) => file.writeFile(content),
    size: async () => (await file.stat()).size,
    content: () => file.createReadStream({ start: 0, autoClose: false }),
    close: () => file.close(),
  };
}
