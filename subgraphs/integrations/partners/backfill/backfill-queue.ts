import { z } from 'zod';

/** Where the next batch of a backfill waits. */
export const backfillQueue = {
  name: 'backfill-partner',
  payload: z.object({ organizationId: z.uuid(), backfillId: z.uuid(), batch: z.int() }),
};
