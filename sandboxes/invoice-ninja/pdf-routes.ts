import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Refusal } from '../kit/refusal.js';
import type { InvoiceNinja } from './invoice-ninja.js';
import { parse } from './parse.js';
import { renderPdf } from './pdf.js';

const keyParamsSchema = z.object({ key: z.string() });

const downloads = [
  { path: '/invoice/:key/download', kind: 'invoices', title: 'Invoice' },
  { path: '/quote/:key/download', kind: 'quotes', title: 'Quote' },
  { path: '/credit/:key/download', kind: 'credits', title: 'Credit' },
] as const;

/** The PDF of a document, by the key of one of its invitations. Downloading it is not viewing it. */
export function pdfRoutes(app: FastifyInstance, vendor: InvoiceNinja): void {
  for (const { path, kind, title } of downloads) {
    app.get(path, async (request, reply) => {
      const { tables } = vendor.companyOf(request);
      const { key } = parse(keyParamsSchema, request.params);
      const document = tables[kind].list().find(({ invitations }) => invitations.some((one) => one.key === key));
      if (!document) throw new Refusal(400, 'no record found');
      const pdf = await renderPdf(title, document, tables.clients.get(document.client_id));
      return reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="${document.number.replaceAll(/[^\w.-]/g, '_')}.pdf"`)
        .send(pdf);
    });
  }
}
