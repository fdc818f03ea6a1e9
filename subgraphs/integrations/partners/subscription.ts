import { departmentOf } from './department.js';

/** The statuses that a dossier can have once Symphonics has accepted it. */
export const publishedStatuses = ['PUBLISHED', 'REJECTED'] as const;
export type PublishedStatus = (typeof publishedStatuses)[number];

/** Which dossiers a partner gets: all conditions together, and an empty list is no condition. */
export interface Subscription {
  /** Ids of the installers' companies. */
  companies: string[];
  /** At least one of the dossier's operations has one of these codes. */
  operationCodes: string[];
  /** Where the site is: `75`, `2A`, `974`. */
  departments: string[];
  /** At least one. */
  statuses: PublishedStatus[];
  /** Installations that were done at this moment or later, as an ISO date; `null` is from the beginning. */
  since: string | null;
}

/** What is told apart by a subscription. */
export interface DossierFacts {
  status: string;
  companyId: string | null;
  operationCodes: readonly string[];
  postalCode: string | null;
  completedAt: Date | null;
}

/** Whether a dossier is one of those that were subscribed to. What it does not say matches no condition. */
export function matches(subscription: Subscription, facts: DossierFacts): boolean {
  const { companies, operationCodes, departments, statuses, since } = subscription;
  const department = facts.postalCode === null ? null : departmentOf(facts.postalCode);
  return (
    statuses.some((one) => one === facts.status) &&
    oneOf(companies, facts.companyId === null ? [] : [facts.companyId]) &&
    oneOf(operationCodes, facts.operationCodes) &&
    oneOf(departments, department === null ? [] : [department]) &&
    (since === null || (facts.completedAt !== null && facts.completedAt >= new Date(since)))
  );
}

const oneOf = (wanted: readonly string[], values: readonly string[]): boolean =>
  wanted.length === 0 || values.some((value) => wanted.includes(value));
