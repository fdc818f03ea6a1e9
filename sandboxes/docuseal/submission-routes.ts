import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { signedDocuments } from './documents.js';
import type { Docuseal } from './docuseal.js';
import { type Submission, submissionStatus } from './model.js';
import { pageOf, pageShape } from './paging.js';
import { parse } from './parse.js';
import { listedSubmissionView, submissionView } from './views.js';
import { submissionWebhook } from './webhooks.js';
import { vendorTime } from './wire.js';

const text = z.string().optional();
const listQuerySchema = z.object({
  ...pageShape,
  template_id: z.coerce.number().int().optional(),
  status: z.enum(['pending', 'completed', 'declined', 'expired']).optional(),
  q: text,
  slug: text,
  template_folder: text,
  archived: z.stringbool().optional(),
});
const idParamsSchema = z.object({ id: z.coerce.number().int() });

/** `/submissions`, apart from their creation. An unknown filter is passed over, as by the real server. */
export function submissionRoutes(app: FastifyInstance, vendor: Docuseal): void {
  app.get('/submissions', async (request) => {
    const { template_id, status, q, slug, template_folder, archived, ...page } = parse(listQuerySchema, request.query);
    const found = [...vendor.submissions.values()].filter(
      (submission) =>
        (template_id === undefined || submission.template?.id === template_id) &&
        (status === undefined || submissionStatus(submission, vendor.now()) === status) &&
        (q === undefined || mentions(submission, q)) &&
        (slug === undefined || submission.slug === slug) &&
        (template_folder === undefined || template_folder === 'Default') &&
        (archived === undefined || (submission.archived_at !== null) === archived),
    );
    const { data, pagination } = pageOf(found, page);
    return { data: data.map((submission) => listedSubmissionView(vendor, submission)), pagination };
  });

  app.get('/submissions/:id', async (request) => {
    return submissionView(vendor, vendor.submission(parse(idParamsSchema, request.params).id));
  });

  app.delete('/submissions/:id', async (request) => {
    const { permanently } = parse(z.object({ permanently: z.stringbool().default(false) }), request.query);
    const submission = vendor.submission(parse(idParamsSchema, request.params).id);
    if (permanently) {
      vendor.submissions.delete(submission.id);
    } else {
      submission.archived_at = vendorTime(vendor.now());
      submission.updated_at = submission.archived_at;
      await vendor.outbox.cause([submissionWebhook(vendor, 'submission.archived', submission)]);
    }
    return { id: submission.id, archived_at: submission.archived_at };
  });

  app.get('/submissions/:id/documents', async (request) => {
    const { merge } = parse(z.object({ merge: z.stringbool().default(false) }), request.query);
    const submission = vendor.submission(parse(idParamsSchema, request.params).id);
    return { id: submission.id, documents: signedDocuments(vendor, submission, merge) };
  });
}

function mentions({ submitters }: Submission, text: string): boolean {
  const wanted = text.toLowerCase();
  return submitters.some(({ name, email, phone }) =>
    [name, email, phone].some((one) => one?.toLowerCase().includes(wanted)),
  );
}
