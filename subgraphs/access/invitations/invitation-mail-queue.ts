import { z } from 'zod';

/** Where an invitation waits that is to be sent. Not the link itself: a queue is no place for what opens a door. */
export const invitationMailQueue = {
  name: 'mail-invitation',
  payload: z.object({ organizationId: z.uuid(), userId: z.uuid(), isNew: z.boolean() }),
};
