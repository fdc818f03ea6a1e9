import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../kit/refusal.js';
import type { Docuseal } from './docuseal.js';
import { pageOf, pageShape } from './paging.js';
import { parse } from './parse.js';
import { templates } from './templates.js';
import { templateView } from './views.js';

const text = z.string().optional();
const listQuerySchema = z.object({
  ...pageShape,
  q: text,
  slug: text,
  external_id: text,
  folder: text,
  archived: z.stringbool().default(false),
});
const idParamsSchema = z.object({ id: z.coerce.number().int() });

/** `/templates`: those that are seeded, to be read. */
export function templateRoutes(app: FastifyInstance, vendor: Docuseal): void {
  app.get('/templates', async (request) => {
    const { q, slug, external_id, folder, archived, ...page } = parse(listQuerySchema, request.query);
    const found = templates.filter(
      (template) =>
        !archived &&
        (q === undefined || template.name.toLowerCase().includes(q.toLowerCase())) &&
        (slug === undefined || template.slug === slug) &&
        (external_id === undefined || template.external_id === external_id) &&
        (folder === undefined || folder === 'Default'),
    );
    const { data, pagination } = pageOf(found, page);
    return { data: data.map((template) => templateView(vendor, template)), pagination };
  });

  app.get('/templates/:id', async (request) => {
    const { id } = parse(idParamsSchema, request.params);
    const template = templates.find((one) => one.id === id);
    if (!template) throw new Refusal(404, 'Not found');
    return templateView(vendor, template);
  });
}
