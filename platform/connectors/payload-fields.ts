import { z } from 'zod';

// What a payload's schema says of its fields, and a payload with some of them alone. Fields are named by their path,
// lists without indexes: `customer.phone`, `documents.url`. Naming what holds fields names all of them: `customer`.

interface Field {
  path: string;
  /** Whether the wire wants it wherever what holds it is there; of a list, whether it wants an item. */
  required: boolean;
  /** Empty for a value. */
  fields: Field[];
}

function fieldsOf(schema: unknown, above = ''): Field[] {
  if (schema instanceof z.ZodOptional) return fieldsOf(schema.unwrap(), above);
  if (schema instanceof z.ZodArray) return fieldsOf(schema.element, above);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).map(([name, of]) => {
    const path = above ? `${above}.${name}` : name;
    const mayBeEmpty = of instanceof z.ZodArray && of.safeParse([]).success;
    return { path, required: !(of instanceof z.ZodOptional) && !mayBeEmpty, fields: fieldsOf(of, path) };
  });
}

const within = (path: string, allowed: ReadonlySet<string>): boolean =>
  path.split('.').some((_, index, steps) => allowed.has(steps.slice(0, index + 1).join('.')));

/** Every path that a payload has, those that hold others included. */
export function payloadPaths(schema: z.ZodType): string[] {
  const all = (fields: Field[]): string[] => fields.flatMap(({ path, fields: inner }) => [path, ...all(inner)]);
  return all(fieldsOf(schema));
}

/** What the wire wants and these fields leave out: a payload of them alone would be refused. */
export function missingFields(schema: z.ZodType, allowed: ReadonlySet<string>): string[] {
  const reaches = (path: string) => [...allowed].some((one) => one === path || one.startsWith(`${path}.`));
  const missing = ({ path, required, fields }: Field): string[] => {
    if (within(path, allowed)) return [];
    if (fields.length === 0) return required ? [path] : [];
    return required || reaches(path) ? fields.flatMap(missing) : [];
  };
  return fieldsOf(schema).flatMap(missing);
}

/** The payload with these fields alone; a list of which nothing is allowed stays, empty. */
export function onlyFields(payload: unknown, allowed: ReadonlySet<string>): unknown {
  const pick = (value: unknown, path: string): unknown => {
    if (path && within(path, allowed)) return value;
    if (Array.isArray(value)) return value.map((item) => pick(item, path)).filter((item) => item !== undefined);
    if (value === null || typeof value !== 'object') return undefined;
    const kept = Object.entries(value)
      .map(([name, item]) => [name, pick(item, path ? `${path}.${name}` : name)] as const)
      .filter(([, item]) => item !== undefined);
    return kept.length > 0 || path === '' ? Object.fromEntries(kept) : undefined;
  };
  return pick(payload, '');
}

/** The values that stand at each path of a payload, in order, lists without indexes. */
export function valuesByPath(payload: unknown): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) for (const item of value) walk(item, path);
    else if (value instanceof Date || value === null || typeof value !== 'object') {
      if (value === null || value === undefined) return;
      const known = found.get(path);
      if (known) known.push(value);
      else found.set(path, [value]);
    } else for (const [name, item] of Object.entries(value)) walk(item, path ? `${path}.${name}` : name);
  };
  walk(payload, '');
  return found;
}
