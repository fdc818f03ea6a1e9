import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../kit/refusal.js';
import { selectRows } from './conditions.js';
import { page, pageSchema } from './contact-search.js';
import type { Mautic } from './mautic.js';
import { parse } from './parse.js';
import { type StatTable, statTables } from './stat-tables.js';

const tables = new Map<string, StatTable>(Object.entries(statTables));

/** `/stats`: rows of the database's tables. */
export function statRoutes(app: FastifyInstance, vendor: Mautic): void {
  app.get('/stats', async () => ({
    availableTables: [...tables.keys()],
    tableColumns: Object.fromEntries([...tables].map(([name, { columns }]) => [name, columns])),
  }));

  app.get('/stats/:table', async (request) => {
    const { table } = parse(z.object({ table: z.string() }), request.params);
    const found = tables.get(table);
    if (!found) throw new Refusal(404, `The table ${table} is not available.`);
    const query = request.query as Record<string, unknown>;
    const rows = selectRows(found.rows(vendor), query);
    return { total: rows.length, stats: page(rows, parse(pageSchema, query)) };
  });
}
