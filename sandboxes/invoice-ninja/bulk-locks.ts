import { Refusal } from '../kit/refusal.js';

/**
 * The server's guard against doubled bulk calls on invoices. It looks at the company and the name of the action, not
 * at the ids: the same action on other invoices is refused as well for as long as the lock holds.
 */
export class BulkLocks {
  private readonly now: () => number;
  private readonly lockMs: () => number;
  private readonly endings = new Map<string, number>();

  constructor(now: () => number, lockMs: () => number) {
    this.now = now;
    this.lockMs = lockMs;
  }

  /** @throws Refusal 400 while an earlier call holds the lock */
  take(company: string, action: string): void {
    const key = `${company}|${action}`;
    if ((this.endings.get(key) ?? 0) > this.now()) throw new Refusal(400, 'Duplicate request');
    this.endings.set(key, this.now() + this.lockMs());
  }

  reset(): void {
    this.endings.clear();
  }
}
