const day = 24 * 60 * 60 * 1_000;

export const daysAfter = (moment: Date, days: number): Date => new Date(moment.getTime() + days * day);
