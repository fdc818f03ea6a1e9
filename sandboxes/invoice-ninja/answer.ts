import { z } from 'zod';
import type { InvoiceNinja } from './invoice-ninja.js';
import { parse } from './parse.js';

const idParamsSchema = z.object({ id: z.string() });
const includeSchema = z.object({ include: z.string().default('') });

/** A single entity as the server (wrapped) or its description (bare) shows it. */
export function item({ settings }: InvoiceNinja, view: unknown): unknown {
  return settings.wrapped ? { data: view } : view;
}

/** The id in the path. */
export function idOf(params: unknown): string {
  return parse(idParamsSchema, params).id;
}

/** The related records the query asks for. */
export function includesOf(query: unknown): string[] {
  return parse(includeSchema, query).include.split(',');
}
