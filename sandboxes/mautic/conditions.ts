import { Refusal } from '../kit/refusal.js';

/** A row of a table: columns as the database names them. */
export type Row = Readonly<Record<string, string | number | null>>;

interface Condition {
  col: string;
  expr: string;
  val: string[];
}

/**
 * The rows that fit `where[0][col]`, `[expr]`, `[val]` (a list as `[val][]`), sorted by `order[0][col]`, `[dir]`. A
 * column may be written in camelCase. @throws Refusal 400 for an unknown column or expression
 */
export function selectRows<T extends Row>(rows: readonly T[], query: Readonly<Record<string, unknown>>): T[] {
  const conditions = conditionsOf('where', query);
  const orders = conditionsOf('order', query);
  const found = rows.filter((row) => conditions.every((condition) => holds(row, condition)));
  return found.sort((one, other) => {
    for (const { col, expr } of orders) {
      const order = compare(value(one, col), value(other, col));
      if (order !== 0) return expr.toLowerCase() === 'desc' ? -order : order;
    }
    return 0;
  });
}

/** `where` and `order` in their order; what an order has as `dir` is its `expr` here. */
function conditionsOf(name: 'where' | 'order', query: Readonly<Record<string, unknown>>): Condition[] {
  const found = new Map<string, Condition>();
  for (const [key, given] of Object.entries(query)) {
    const [, list, index = '', part] = /^(where|order)\[(\d+)\]\[(col|expr|dir|val)\](\[\w*\])?$/.exec(key) ?? [];
    if (list !== name) continue;
    const condition = found.get(index) ?? { col: '', expr: '', val: [] };
    found.set(index, condition);
    const values = [given].flat().map(String);
    if (part === 'val') condition.val.push(...values);
    else if (part === 'col') condition.col = values[0] ?? '';
    else condition.expr = values[0] ?? '';
  }
  return [...found.values()];
}

function holds(row: Row, { col, expr, val }: Condition): boolean {
  const held = value(row, col);
  const [first = '', second = ''] = val;
  const like = () => new RegExp(`^${first.split('%').map(escaped).join('.*')}$`, 'is').test(String(held ?? ''));
  switch (expr) {
    case 'eq':
      return held !== null && compare(held, first) === 0;
    case 'neq':
      return held !== null && compare(held, first) !== 0;
    case 'lt':
      return held !== null && compare(held, first) < 0;
    case 'lte':
      return held !== null && compare(held, first) <= 0;
    case 'gt':
      return held !== null && compare(held, first) > 0;
    case 'gte':
      return held !== null && compare(held, first) >= 0;
    case 'between':
      return held !== null && compare(held, first) >= 0 && compare(held, second) <= 0;
    case 'in':
      return held !== null && val.flatMap((one) => one.split(',')).some((one) => compare(held, one) === 0);
    case 'isNull':
      return held === null;
    case 'isNotNull':
      return held !== null;
    case 'like':
      return held !== null && like();
    case 'notLike':
      return held !== null && !like();
    default:
      throw new Refusal(400, `Unknown expression: ${expr}`);
  }
}

/** The value of a row's column. @throws Refusal 400 when it has no such one */
export function value(row: Row, column: string): string | number | null {
  const held = row[column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
  if (held === undefined) throw new Refusal(400, `Unknown column: ${column}`);
  return held;
}

/** Numbers by their size, all else by its letters without regard to capitals; null comes first. */
export function compare(one: string | number | null, other: string | number | null): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  const [left, right] = [Number(one), Number(other)];
  if (one !== '' && other !== '' && !Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  const [a, b] = [String(one).toLowerCase(), String(other).toLowerCase()];
  return a < b ? -1 : Number(a > b);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
