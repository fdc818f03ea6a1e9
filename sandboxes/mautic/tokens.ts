import { randomBytes } from 'node:crypto';

/** The bearer tokens issued: opaque, and good until they expire. */
export class Tokens {
  private readonly now: () => number;
  private readonly expiries = new Map<string, number>();
  private count = 0;

  constructor(now: () => number) {
    this.now = now;
  }

  /** How many were issued since the start or the last reset. */
  get issued(): number {
    return this.count;
  }

  issue(lifetimeSeconds: number): string {
    const token = randomBytes(43).toString('base64url');
    this.expiries.set(token, this.now() + lifetimeSeconds * 1000);
    this.count += 1;
    return token;
  }

  isValid(token: string): boolean {
    return (this.expiries.get(token) ?? 0) > this.now();
  }

  /** Makes every token issued so far invalid. */
  expireAll(): void {
    this.expiries.clear();
  }

  reset(): void {
    this.expiries.clear();
    this.count = 0;
  }
}
