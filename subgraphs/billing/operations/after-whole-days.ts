const hour = 60 * 60 * 1_000;
const parisDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' });

/** The moment at which some whole days of Paris are over; the day itself is not one of them, as the law counts a delay. */
export function afterWholeDays(moment: Date, days: number): Date {
  const next = new Date(parisDay.format(moment));
  next.setUTCDate(next.getUTCDate() + days + 1);
  // Midnight in Paris is two hours before that of UTC in summer, and one in winter.
  const inSummer = new Date(next.getTime() - 2 * hour);
  return parisDay.format(inSummer) === parisDay.format(next) ? inSummer : new Date(next.getTime() - hour);
}
