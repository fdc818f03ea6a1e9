import { isIban, isSiren, isSiret, isVatNumber } from '../../../subgraphs/billing/operations/identifiers.js';

describe('identifiers of companies', () => {
  test.each([
    [isSiren, '732829320', true],
    [isSiren, '732829321', false],
    [isSiren, '73282932', false],
    [isSiren, '73282932O', false],
    [isSiret, '73282932000074', true],
    [isSiret, '73282932000075', false],
    // Right as a whole, but its first nine digits are no SIREN.
    [isSiret, '73282933000073', false],
    [isSiret, '732829320', false],
    // La Poste: its establishments are checked by their digits' sum.
    [isSiret, '35600000000048', true],
    [isSiret, '35600000049837', true],
    [isSiret, '35600000049838', false],
    [isVatNumber, 'FR44732829320', true],
    [isVatNumber, 'FR45732829320', false],
    [isVatNumber, 'FRK7732829320', true],
    [isVatNumber, 'FR44732829321', false],
    [isVatNumber, 'DE123456789', true],
    [isVatNumber, 'CHE123456789', true],
    [isVatNumber, '44732829320', false],
    [isIban, 'FR1420041010050500013M02606', true],
    [isIban, 'FR1420041010050500013M02607', false],
    [isIban, 'CH9300762011623852957', true],
    [isIban, 'FR14', false],
  ])('%p says of %s: %s', (check, value, expected) => {
    expect(check(value)).toBe(expected);
  });

  test('Luhn’s formula finds every wrong digit', () => {
    const right = '73282932000074';
    for (let position = 9; position < right.length; position++) {
      for (let digit = 0; digit < 10; digit++) {
        const changed = `${right.slice(0, position)}${digit}${right.slice(position + 1)}`;
        expect(isSiret(changed)).toBe(changed === right);
      }
    }
  });
});
