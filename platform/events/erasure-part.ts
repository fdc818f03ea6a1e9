import { z } from 'zod';

/** What one subgraph did for the erasure of a person. Without a word of what it erased: this is kept. */
export const erasurePart = z.object({
  subgraph: z.string(),
  erased: z.array(z.object({ what: z.string(), count: z.int() })),
  kept: z.array(z.object({ what: z.string(), count: z.int(), reason: z.string(), until: z.iso.datetime().nullable() })),
  /** Who was sent the person's data, and has to be asked by somebody. */
  recipients: z.array(
    z.object({
      connectionId: z.uuid(),
      connector: z.string(),
      name: z.string(),
      /** What they call the dossiers. */
      externalIds: z.array(z.string()),
      /** Where in the dossier the values came from; empty where that is not known. */
      fields: z.array(z.string()),
      lastSentAt: z.iso.datetime().nullable(),
    }),
  ),
});
export type ErasurePart = z.infer<typeof erasurePart>;
