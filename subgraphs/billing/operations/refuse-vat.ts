import { refuseViolations } from '../../../platform/errors/violations.js';
import type { LineAmounts } from '../entities/amounts.js';
import type { Company } from '../entities/company.js';

/** @throws InvalidInputError naming the lines with VAT, when the company charges none */
export function refuseVat({ vatExempt }: Company, lines: readonly LineAmounts[]): void {
  if (!vatExempt) return;
  const charged = lines.flatMap(({ vatRate }, index) => (vatRate > 0 ? [index] : []));
  const message = 'must be 0: the company is exempt from VAT';
  refuseViolations(charged.map((index) => ({ field: `lines.${index}.vatRate`, message })));
}
