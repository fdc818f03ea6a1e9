const dayMs = 24 * 3_600_000;

/** Days from the request to each reminder, unless a connection's settings say otherwise (`reminderDays`). */
const usualDays = [3, 7] as const;

/** Reminders of one signature in all, those that a person asks for included. */
export const maxReminders = 3;

/** When the next reminder is due by itself; `null` when none is. */
export function nextReminderAt(
  requestedAt: Date,
  sent: number,
  { reminderDays = usualDays }: { reminderDays?: readonly number[] | undefined },
): Date | null {
  const days = sent < maxReminders ? reminderDays[sent] : undefined;
  return days === undefined ? null : new Date(requestedAt.getTime() + days * dayMs);
}
