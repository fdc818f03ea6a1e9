import { z } from 'zod';
import { subjectTypes } from '../../../platform/connectors/connector.js';

/** Where a vendor's record waits to be read anew. */
export const pullRecordQueue = {
  name: 'pull-record',
  payload: z.object({
    organizationId: z.uuid(),
    connectionId: z.uuid(),
    type: z.enum(subjectTypes),
    externalId: z.string(),
    /** Since when it waits for our own call that may still bring it there. Default: it does not yet. */
    waitingSince: z.iso.datetime().optional(),
    /** How often both sides were compared again already to see them agree. Default: not yet. */
    round: z.int().optional(),
  }),
};
