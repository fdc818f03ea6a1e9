import { z } from 'zod';

/** Where a completed signature waits for its documents to be fetched. */
export const keepDocumentsQueue = {
  name: 'keep-signed-documents',
  payload: z.object({ organizationId: z.uuid(), signatureId: z.uuid() }),
};
