import { z } from 'zod';

/** Where the next step of a run waits. */
export const syncQueue = {
  name: 'sync-connection',
  payload: z.object({ organizationId: z.uuid(), syncLogId: z.uuid(), step: z.int() }),
};
