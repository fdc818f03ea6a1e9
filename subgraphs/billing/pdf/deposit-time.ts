import type { BillingDocument } from './billing-document.js';

/** When a deposit is asked for: à la signature; 7 jours après la signature. */
export function depositTime({ delayDays }: NonNullable<BillingDocument['deposit']>): string {
  if (delayDays === 0) return 'à la signature';
  return `${delayDays}\u00a0jour${delayDays > 1 ? 's' : ''} après la signature`;
}
