import { z } from 'zod';
import { defineLookup } from '../../platform/connectors/connector.js';
import { askWhereSigned, getSubmission } from './client.js';
import type { Credentials } from './credentials.js';
import type { Settings } from './settings.js';
import { stateOf } from './status.js';

const submission = z.object({ submissionId: z.string().regex(/^\d{1,15}$/, 'must be the id of a submission') });
const holds = { positiveMs: 30_000, negativeMs: 5_000 };

/** How far it has come, party by party, and what there is to download. */
export const signatureStatus = defineLookup<Credentials, z.infer<typeof submission>, Settings>({
  input: submission,
  holds,
  async ask(session, { submissionId }) {
    const found = await getSubmission(session, submissionId);
    if (!found) return { positive: false, facts: { state: null } };
    const facts = {
      state: stateOf(found),
      expiresAt: found.expire_at ?? null,
      signers: found.submitters.map(({ id, name, email, completed_at, declined_at, opened_at }) => ({
        submitterId: id,
        name: name ?? null,
        email: email ?? null,
        openedAt: opened_at ?? null,
        signedAt: completed_at ?? null,
        declinedAt: declined_at ?? null,
      })),
      documents: found.documents ?? [],
      auditLogUrl: found.audit_log_url ?? null,
    };
    return { positive: true, facts };
  },
});

/** Where a party signs, for a frame in a page of ours: that of an address, or the first that has not signed yet. */
export const embedUrl = defineLookup<Credentials, { submissionId: string; email?: string | undefined }, Settings>({
  input: submission.extend({ email: z.string().max(320).optional() }),
  holds,
  async ask(session, { submissionId, email }) {
    const found = await getSubmission(session, submissionId);
    const open = (found?.submitters ?? []).filter(({ completed_at, declined_at }) => !completed_at && !declined_at);
    const signer = email ? open.find((one) => one.email?.toLowerCase() === email.toLowerCase()) : open[0];
    if (!signer) return { positive: false, facts: { url: null } };
    const { embed_src } = signer.embed_src ? signer : await askWhereSigned(session, signer.id);
    return { positive: Boolean(embed_src), facts: { url: embed_src ?? null } };
  },
});
