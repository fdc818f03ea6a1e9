/** Amounts there are decimals of two places. The nearest binary number to one is written as that decimal again. */
export const toDecimal = (minor: number): number => minor / 100;

/** From an amount there, a number or its text, to minor units. Exact: it has two places, so rounding only mends its binary form. */
export const toMinor = (decimal: number | string): number => Math.round(Number(decimal) * 100);

/** From basis points to percent, and back. */
export const toPercent = (basisPoints: number): number => basisPoints / 100;
export const toBasisPoints = (percent: number | string): number => Math.round(Number(percent) * 100);

const parisDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' });

/** The day of a moment, as it stands on a document: `2026-03-01`. */
export const dayOf = (moment: string): string => parisDay.format(new Date(moment));

/** A day in the terms of the hub: a moment at its beginning, UTC. `null` for none. */
export const momentOfDay = (day: string | null | undefined): string | null =>
  day && /^\d{4}-\d{2}-\d{2}/.test(day) ? `${day.slice(0, 10)}T00:00:00.000Z` : null;

/** A moment of ours as far as Invoice Ninja can hold it: by its day. */
export const heldMoment = (moment: string | null): string | null => (moment ? momentOfDay(dayOf(moment)) : null);
