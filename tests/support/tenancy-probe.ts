import { type GraphQLSchema, getNamedType, isRequiredArgument } from 'graphql';
import { aFewAtOnce } from './a-few-at-once.js';
import type { HubClient } from './client.js';
import { fieldsOf, generateCall, idPlaces, type Place, samePlace, samples } from './generated-calls.js';
import type { OrganizationData } from './organization-data.js';

/** Texts that stand for something of an organization's, by the name of the argument. */
const texts = ({ cursor, reference, email }: OrganizationData): Record<string, string> => ({
  cursor,
  reference,
  email,
});
/** Of the other texts, those that only say where a page begins, what is to be done, or what a vendor is asked about. */
const otherTexts = [
  'after',
  'action',
  'documentId',
  'connector',
  'path',
  'pdl',
  'type',
  'reason',
  'signedBy',
  'subjectType',
  'variant',
];

/** Everything of an organization's, to be tried at the doors of others. */
export interface TenancyProbe {
  /** All its ids. */
  ids: readonly string[];
  /** Its ids for a place: of the kinds that the place's words name, or all of them where they name none. */
  idsFor(...words: string[]): readonly string[];
  /**
   * Notes what a door answered to something of it: what was sent it may repeat, and nothing else of it.
   * @throws when it told something else
   */
  answered(door: string, answer: unknown, ...sent: (string | undefined)[]): void;
  /** Every query or mutation of a graph, with its ids at every place for one: all of them in a query. Returns the places. */
  walk(door: string, kind: 'query' | 'mutation', client: HubClient, schema: GraphQLSchema): Promise<string[]>;
  /** How often a door was tried. */
  tried(): number;
}

/** @param theirs whose things are asked for */
export function createTenancyProbe(theirs: OrganizationData): TenancyProbe {
  const ids = [...new Set([...Object.values(theirs.ids), theirs.draft, theirs.draftQuote, theirs.draftInvoice])];
  /** All that is theirs and nobody else's. */
  const words = [...ids, theirs.canary, theirs.email, theirs.id];
  let tried = 0;

  const idsFor: TenancyProbe['idsFor'] = (...place) => {
    const text = place.join(' ').replaceAll('-', '').toLowerCase();
    const named = Object.entries(theirs.ids).filter(([kind]) => text.includes(kind.toLowerCase()));
    return named.length > 0 ? named.map(([, id]) => id) : ids;
  };
  const answered: TenancyProbe['answered'] = (door, answer, ...sent) => {
    tried += 1;
    const text = JSON.stringify(answer) ?? '';
    const told = words.filter((word) => !sent.includes(word) && text.includes(word));
    if (told.length > 0)
      throw new Error(`${door} told ${told.join(', ')} when asked with ${sent.join(', ')}: ${text.slice(0, 1_000)}`);
  };
  return {
    ids,
    idsFor,
    answered,
    tried: () => tried,
    async walk(door, kind, client, schema) {
      const places: string[] = [];
      const type = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
      for (const field of fieldsOf(type)) {
        const ask = async (sent: string | undefined, idAt: (place: Place) => string | undefined) => {
          const { query, variables } = generateCall(kind, field, idAt, {
            ...samples,
            subjectType: 'quote',
            ...texts(theirs),
          });
          answered(door, await client.ask(query, variables), sent);
        };
        for (const place of idPlaces(field)) {
          places.push(`${field.name} ${place.join('.')}`);
          const askWith = (id: string) =>
            ask(id, (one) => (samePlace(one, place) || one.length === 1 ? id : undefined));
          if (kind === 'query') await aFewAtOnce(ids, askWith);
          else for (const id of idsFor(field.name, ...place)) await askWith(id);
        }
        if (kind === 'mutation') continue;
        for (const { name } of field.args.filter((arg) => getNamedType(arg.type).name === 'String')) {
          const text = texts(theirs)[name];
          if (text !== undefined) await ask(text, () => undefined);
          else
            expect({ of: field.name, otherTexts }).toEqual({
              of: field.name,
              otherTexts: expect.arrayContaining([name]),
            });
        }
        // What needs nothing is asked for as it is: lists, health, the partner's own view.
        if (!field.args.some(isRequiredArgument)) await ask(undefined, () => undefined);
      }
      return places;
    },
  };
}
