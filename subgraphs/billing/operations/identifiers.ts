/** Whether it is a SIREN: nine digits, the last of them checked by Luhn's formula. */
export const isSiren = (value: string): boolean => /^\d{9}$/.test(value) && luhnSum(value) % 10 === 0;

const laPoste = '356000000';

/**
 * Whether it is a SIRET: a SIREN and five digits, checked by Luhn's formula as a whole. La Poste has more
 * establishments than the formula has room for: the digits of its SIRETs add up to a multiple of five instead.
 */
export function isSiret(value: string): boolean {
  if (!/^\d{14}$/.test(value) || !isSiren(value.slice(0, 9))) return false;
  if (luhnSum(value) % 10 === 0) return true;
  return value.startsWith(laPoste) && digitsOf(value).reduce((sum, digit) => sum + digit, 0) % 5 === 0;
}

/** Whether it can be a VAT number of a European country; the key of a French one is checked when it is made of digits. */
export function isVatNumber(value: string): boolean {
  const french = /^FR([0-9A-HJ-NP-Z]{2})(\d{9})$/.exec(value);
  if (!french) return !value.startsWith('FR') && /^[A-Z]{2}[0-9A-Z+*]{2,13}$/.test(value);
  const [, key = '', siren = ''] = french;
  if (!isSiren(siren)) return false;
  return !/^\d{2}$/.test(key) || Number(key) === (12 + 3 * (Number(siren) % 97)) % 97;
}

/** Whether it is an IBAN: ISO 13616, its two check digits right. */
export function isIban(value: string): boolean {
  if (!/^[A-Z]{2}\d{2}[0-9A-Z]{11,30}$/.test(value)) return false;
  const digits = [...`${value.slice(4)}${value.slice(0, 4)}`].map((sign) => Number.parseInt(sign, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}

const digitsOf = (value: string): number[] => [...value].map(Number);

function luhnSum(value: string): number {
  return digitsOf(value)
    .reverse()
    .reduce((sum, digit, index) => {
      const doubled = index % 2 === 1 ? digit * 2 : digit;
      return sum + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
}
