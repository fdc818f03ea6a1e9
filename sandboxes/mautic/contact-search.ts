import { z } from 'zod';
import { compare, type Row, selectRows, value } from './conditions.js';
import type { Mautic } from './mautic.js';
import { type Contact, segments } from './model.js';
import { parse } from './parse.js';
import { tableTime } from './wire.js';

/** The paging of lists; `limit=0` is all. */
export const pageSchema = z.object({
  start: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().nonnegative().default(30),
});

const listQuerySchema = pageSchema.extend({
  search: z.string().default(''),
  orderBy: z.string().default('id'),
  orderByDir: z.string().default('asc'),
});

export function page<T>(all: readonly T[], { start, limit }: z.output<typeof pageSchema>): T[] {
  return all.slice(start, limit === 0 ? undefined : start + limit);
}

/** The contacts a list asks for, and how many there are beyond its page. */
export function searchContacts(vendor: Mautic, query: Readonly<Record<string, unknown>>) {
  const { search, orderBy, orderByDir, ...paging } = parse(listQuerySchema, query);
  const found = [...vendor.contacts.values()].filter((contact) => fits(vendor, contact, search));
  const rows = selectRows(
    found.map((contact) => rowOf(vendor, contact)),
    query,
  );
  const hasOrder = Object.keys(query).some((key) => key.startsWith('order['));
  if (!hasOrder) {
    const turn = orderByDir.toLowerCase() === 'desc' ? -1 : 1;
    rows.sort((one, other) => turn * compare(value(one, orderBy), value(other, orderBy)));
  }
  return { total: rows.length, contacts: page(rows, paging).map(({ id }) => vendor.contact(id)) };
}

/** The columns of a contact. */
function rowOf({ fields }: Mautic, contact: Contact) {
  const { id, points, owner, dateAdded, dateModified, lastActive, dateIdentified } = contact;
  const own = Object.fromEntries(fields.map(({ alias }) => [alias, contact.fields[alias] ?? null]));
  return {
    ...own,
    id,
    points,
    owner_id: owner,
    date_added: tableTime(dateAdded),
    date_modified: tableTime(dateModified),
    last_active: tableTime(lastActive),
    date_identified: tableTime(dateIdentified),
  } satisfies Row;
}

/**
 * Whether a contact fits all words of a search: `email:`, `name:`, `company:`, `ids:`, `segment:`, `tag:`, or a text
 * that is anywhere in its name, e-mail or company. A word is looked for within the value; `+` makes it the whole value,
 * `!` what must not be.
 */
function fits(vendor: Mautic, contact: Contact, search: string): boolean {
  const words = search.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  return words.every((word) => {
    const [, signs = '', command, sign = '', text = ''] = /^([!+]*)(?:(\w+):)?([!+]*)(.*)$/.exec(word) ?? [];
    const all = signs + sign;
    return (
      fitsWord(vendor, contact, { command, text: text.replaceAll('"', ''), strict: all.includes('+') }) !==
      all.includes('!')
    );
  });
}

interface Word {
  readonly command: string | undefined;
  readonly text: string;
  readonly strict: boolean;
}

function fitsWord(vendor: Mautic, { id, fields, tags }: Contact, { command, text, strict }: Word): boolean {
  const wanted = text.toLowerCase();
  const { firstname, lastname, email, company } = fields;
  const is = (...values: (string | null | undefined)[]) =>
    values.some((one) => (strict ? one?.toLowerCase() === wanted : one?.toLowerCase().includes(wanted)));
  switch (command) {
    case 'email':
      return is(email);
    case 'name':
      return is(firstname, lastname, `${firstname ?? ''} ${lastname ?? ''}`);
    case 'company':
      return is(company);
    case 'ids':
      return wanted.split(',').includes(String(id));
    case 'tag':
      return tags.some((tag) => tag.toLowerCase() === wanted);
    case 'segment': {
      const segment = segments.find(({ alias }) => alias === wanted);
      const member = segment && vendor.segmentMembers.get(`${segment.id}:${id}`);
      return member !== undefined && !member.removed;
    }
    default:
      return is(firstname, lastname, email, company);
  }
}
