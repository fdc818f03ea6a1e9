import { isDeepStrictEqual } from 'node:util';
import type { FieldRule, RecordRules } from './rules.js';

export type Fields = Readonly<Record<string, unknown>>;

export interface Sides {
  /** What both had when they last agreed, field by field; what was never compared is not in it. */
  base: Fields;
  ours: Fields;
  theirs: Fields;
  /** When each record was last changed. */
  ourMoment: Date;
  theirMoment: Date;
  /** Whether the document is out of the house. */
  isSent: boolean;
}

export interface FieldConflict {
  field: string;
  base: unknown;
  ours: unknown;
  theirs: unknown;
  /** The rule that did not settle it. */
  rule: string;
}

export interface Merged {
  /** The changes to make here. */
  ours: Fields;
  /** The changes to make there. */
  theirs: Fields;
  conflicts: FieldConflict[];
  /**
   * The next base: it moves with what both sides have already, and with nothing that one of them is yet to take over.
   * So whatever is lost or done twice on the way, the next comparison comes to the same.
   */
  base: Fields;
}

/**
 * Compares two sides field by field with what they last agreed on. Only fields with a rule that both sides have are
 * looked at: what a vendor does not keep cannot differ there.
 */
export function merge(rules: RecordRules, sides: Sides): Merged {
  const ours: Record<string, unknown> = {};
  const theirs: Record<string, unknown> = {};
  const base: Record<string, unknown> = { ...sides.base };
  const conflicts: FieldConflict[] = [];
  for (const [field, rule] of Object.entries(rules)) {
    if (!(field in sides.ours && field in sides.theirs)) continue;
    const mine = sides.ours[field];
    const other = sides.theirs[field];
    if (isDeepStrictEqual(mine, other)) {
      base[field] = mine;
      continue;
    }
    switch (typeof rule === 'function' ? rule(mine, other) : decide(field, rule, sides)) {
      case 'ours':
        theirs[field] = mine;
        break;
      case 'theirs':
        ours[field] = other;
        break;
      case 'person': {
        const name = typeof rule === 'function' ? 'status' : rule;
        conflicts.push({ field, base: sides.base[field] ?? null, ours: mine, theirs: other, rule: name });
        break;
      }
      case 'none':
        break;
    }
  }
  return { ours, theirs, conflicts, base };
}

function decide(field: string, rule: FieldRule, sides: Sides): 'ours' | 'theirs' | 'person' {
  const { base, ours, theirs } = sides;
  if (field in base) {
    if (isDeepStrictEqual(ours[field], base[field])) return 'theirs';
    if (isDeepStrictEqual(theirs[field], base[field])) return 'ours';
  } else {
    // Compared for the first time: who has nothing has not said anything.
    if (isEmpty(ours[field])) return 'theirs';
    if (isEmpty(theirs[field])) return 'ours';
  }
  switch (rule) {
    case 'ours':
    case 'theirs':
    case 'person':
      return rule;
    case 'ours until sent':
      return sides.isSent ? 'person' : 'ours';
    case 'latest': {
      const ahead = sides.ourMoment.getTime() - sides.theirMoment.getTime();
      if (ahead === 0) return 'person';
      return ahead > 0 ? 'ours' : 'theirs';
    }
  }
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);
