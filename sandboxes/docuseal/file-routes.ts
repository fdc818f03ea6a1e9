import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../kit/refusal.js';
import { filePdf, templatePdf } from './documents.js';
import type { Docuseal } from './docuseal.js';
import { parse } from './parse.js';

const paramsSchema = z.object({ slug: z.string(), part: z.string(), name: z.string() });

/** One transparent pixel, for signatures and previews. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** What the links of answers and webhooks lead to; whoever has a link needs no key. */
export function fileRoutes(app: FastifyInstance, vendor: Docuseal): void {
  app.get('/file/:slug/:part/:name', async (request, reply) => {
    const { slug, part, name } = parse(paramsSchema, request.params);
    if (name.endsWith('.png')) return reply.type('image/png').send(pixel);
    const submission = [...vendor.submissions.values()].find((one) => one.slug === slug);
    const pdf = slug === 'template' ? templatePdf(part) : submission && filePdf(submission, part);
    if (!pdf) throw new Refusal(404, 'Not found');
    return reply.type('application/pdf').send(await pdf);
  });

  app.get('/s/:slug', async (request, reply) => {
    const { slug } = parse(z.object({ slug: z.string() }), request.params);
    const submitter = vendor.submitters().find((one) => one.slug === slug);
    if (!submitter) throw new Refusal(404, 'Not found');
    const { name, email, role } = submitter;
    const text = `Signing form of ${name ?? email ?? role}`.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
    return reply.type('text/html').send(`<!doctype html><title>DocuSeal sandbox</title><p>${text}</p>`);
  });
}
