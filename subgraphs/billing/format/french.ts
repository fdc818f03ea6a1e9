/** How documents in French write figures and dates. Spaces between digits do not break and are in every standard font. */

const space = '\u00a0';

const minorDigits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** A whole number in groups of three: 1 234 567. */
const grouped = (digits: string): string => digits.replaceAll(/\B(?=(\d{3})+$)/g, space);

/**
 * An exact amount: 1 234,56 €.
 * @param amount in minor units of the currency
 */
export function frenchMoney(amount: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = grouped(text.slice(0, text.length - digits));
  const decimals = digits > 0 ? `,${text.slice(-digits)}` : '';
  return `${amount < 0 ? '-' : ''}${whole}${decimals}${space}${currency === 'EUR' ? '€' : currency}`;
}

/** A number with the decimals it has: 7,25. */
export function frenchNumber(value: number): string {
  const [whole = '', decimals] = String(Math.abs(value)).split('.');
  return `${value < 0 ? '-' : ''}${grouped(whole)}${decimals ? `,${decimals}` : ''}`;
}

/** Basis points: 550 is 5,5 %. */
export const frenchRate = (basisPoints: number): string => `${frenchNumber(basisPoints / 100)}${space}%`;

const day = new Intl.DateTimeFormat('fr-FR', {
  timeZone: 'Europe/Paris',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
});

/** The day it is in Paris: 02/06/2025. */
export const frenchDate = (moment: Date): string => day.format(moment);
