import { z } from 'zod';
import { isUuid } from '../../../platform/service/is-uuid.js';
import { type Asker, askAsHub } from '../subjects/ask-as-hub.js';
import type { JourneySubject, JourneySubjectType } from './journey-subject.js';
import { heights, linkDocuments, typeNames } from './links.js';

/** What one journey goes through at most; what is nearest to where it was asked from is kept. */
export const maxSubjects = 50;

interface Waiting extends Pick<JourneySubject, 'type' | 'id'> {
  /** Whether only those above it are looked for. */
  onlyAbove: boolean;
}

export interface Collected {
  subjects: JourneySubject[];
  /** Whether there was more than is kept. */
  truncated: boolean;
}

/**
 * What belongs together with a subject, by the links of the graph, nearest first.
 * @returns `null` when there is no such subject
 * @throws whatever the graph answered in place of data
 */
export async function collectSubjects(
  asker: Asker,
  start: { type: JourneySubjectType; id: string },
): Promise<Collected | null> {
  if (!isUuid(start.id)) return null;
  const found = new Map<string, JourneySubject>();
  let next: Waiting[] = [{ ...start, onlyAbove: false }];
  let truncated = false;
  while (next.length > 0 && !truncated) {
    const level = next.slice(0, maxSubjects - found.size);
    truncated = level.length < next.length;
    const answers = await askEach(asker, level);
    const linked = new Map<string, Waiting>();
    for (const [index, one] of level.entries()) {
      const all = namedIn(answers[index]);
      const itself = all.find(({ type, id }) => type === one.type && id === one.id);
      // Gone since it was found, or never there.
      if (!itself) continue;
      found.set(one.id, itself);
      for (const other of all) {
        const isAbove = heights[other.type] > heights[one.type];
        if (one.onlyAbove && !isAbove) continue;
        linked.set(other.id, { ...other, onlyAbove: isAbove && (linked.get(other.id)?.onlyAbove ?? true) });
      }
    }
    next = [...linked.values()].filter(({ id }) => !found.has(id));
  }
  return found.size === 0 ? null : { subjects: [...found.values()], truncated };
}

/** Asked at once: each holds a connection of the database while it is answered. The journey itself holds none: see `waitingFields`. */
const atOnce = 4;

async function askEach(asker: Asker, subjects: readonly Waiting[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (let start = 0; start < subjects.length; start += atOnce) {
    const some = subjects.slice(start, start + atOnce);
    const ask = ({ type, id }: Waiting) => askAsHub(asker, linkDocuments[type], { id }, z.unknown());
    answers.push(...(await Promise.all(some.map(ask))));
  }
  return answers;
}

/** Everything in an answer that says what it is. */
function namedIn(value: unknown): JourneySubject[] {
  if (Array.isArray(value)) return value.flatMap(namedIn);
  if (typeof value !== 'object' || value === null) return [];
  const { __typename: name, id, status: given, kind } = value as Record<string, unknown>;
  const type = typeof name === 'string' ? typeNames[name] : undefined;
  const inside = Object.values(value).flatMap(namedIn);
  if (!type || typeof id !== 'string') return inside;
  const status = typeof given === 'string' ? given : null;
  const isAwaited = status !== null && kind !== 'CREDIT_NOTE' && (awaited[type]?.includes(status) ?? false);
  return [{ type, id, status, isAwaited }, ...inside];
}

/** With which a customer has something to do: sign, accept or pay. */
const awaited: Readonly<Partial<Record<JourneySubjectType, readonly string[]>>> = {
  quote: ['SENT', 'VIEWED'],
  invoice: ['SENT', 'VIEWED', 'PARTIAL', 'OVERDUE'],
  'terms-acceptance': ['PENDING'],
};
