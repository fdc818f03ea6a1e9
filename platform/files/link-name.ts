import { isUuid } from '../service/is-uuid.js';
import { linkPath } from './file-links.js';

/**
 * What an address is called as the thing that it leads to: of a link to a file of ours the file, whenever the link was
 * made; of any other the address itself.
 */
export function nameOfLink(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname, searchParams } = new URL(url);
  const [id = '', ...more] = pathname.startsWith(`${linkPath}/`) ? pathname.slice(linkPath.length + 1).split('/') : [];
  const isOurs = isUuid(id) && more.length === 0 && searchParams.has('expires') && searchParams.has('signature');
  return isOurs ? `file:${id}` : url;
}
