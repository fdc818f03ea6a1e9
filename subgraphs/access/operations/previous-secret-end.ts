import { refuseViolations } from '../../../platform/errors/violations.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';

const dayMs = 24 * 60 * 60 * 1_000;

/**
 * Until when an old secret is good beside the new one: 24 hours unless told.
 * @throws InvalidInputError when it is more than 30 days from now
 */
export function previousSecretEnd({ now }: UnitOfWork, wanted?: Date | null): Date {
  const end = wanted ?? new Date(now().getTime() + dayMs);
  if (end.getTime() > now().getTime() + 30 * dayMs) {
    refuseViolations([{ field: 'previousValidUntil', message: 'must be within 30 days' }]);
  }
  return end;
}
