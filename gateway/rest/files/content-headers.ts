import type { MediaType } from '../../../platform/files/media-types.js';
import type { StoredFile } from '../../../platform/files/stored-file.js';

/** The tag of a file: its content never changes. */
export const contentTag = ({ sha256 }: Pick<StoredFile, 'sha256'>): string => `"${sha256}"`;

/** What a file of a type may end in; the first is added to a name that ends otherwise. */
const endings: Readonly<Record<MediaType, readonly [string, ...string[]]>> = {
  'application/pdf': ['.pdf'],
  'image/jpeg': ['.jpg', '.jpeg'],
  'image/png': ['.png'],
  'image/webp': ['.webp'],
  'image/heic': ['.heic'],
  'image/heif': ['.heif'],
  'image/tiff': ['.tif', '.tiff'],
};

/** The headers of a file's content: to be saved, not run, and by nothing taken for what it is not. */
export function contentHeaders(file: StoredFile): Record<string, string> {
  return {
    'content-type': file.mediaType,
    'content-length': String(file.size),
    etag: contentTag(file),
    'accept-ranges': 'none',
    ...savedNotRun(file),
  };
}

/** What keeps a file's content from being run, and names it. */
export const savedNotRun = (file: Named): Record<string, string> => ({
  'content-disposition': dispositionOf(file),
  'cache-control': 'private, no-cache',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'",
});

type Named = Pick<StoredFile, 'name' | 'mediaType'>;

/** RFC 6266: the name in ASCII for the oldest, and as it is (RFC 8187). A name that lies about the type is put right. */
function dispositionOf({ name, mediaType }: Named): string {
  const taken = endings[mediaType as MediaType];
  const clean = name.toWellFormed().replaceAll(/[/\\\p{Cc}\p{Cf}]/gu, '_');
  const full = taken.some((ending) => clean.toLowerCase().endsWith(ending)) ? clean : `${clean}${taken[0]}`;
  const plain = full.normalize('NFKD').replaceAll(/[^\w .()-]/g, '_');
  const encoded = encodeURIComponent(full).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
