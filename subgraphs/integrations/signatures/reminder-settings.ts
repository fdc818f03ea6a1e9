import { z } from 'zod';

const settings = z.object({ reminderDays: z.array(z.int().positive()).optional().catch(undefined) });

/** What a connection's settings say of reminders; nothing where they do not. */
export const reminderSettings = (of: Record<string, unknown>): z.infer<typeof settings> => settings.parse(of);
