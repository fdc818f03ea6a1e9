import { z } from 'zod';

/** Where the next batch of a replay waits. */
export const replayQueue = {
  name: 'replay-deliveries',
  payload: z.object({ organizationId: z.uuid(), replayId: z.uuid(), batch: z.int() }),
};
