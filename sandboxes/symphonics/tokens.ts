import { randomBytes } from 'node:crypto';

/** The bearer tokens issued: JWT to look at, as in the vendor's document, but only known ones count. */
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

  issue(clientId: string, lifetimeSeconds: number): string {
    const expiry = this.now() + lifetimeSeconds * 1000;
    const claims = { sub: clientId, exp: Math.floor(expiry / 1000), jti: randomBytes(8).toString('hex') };
    const token = [encode({ alg: 'HS256', typ: 'JWT' }), encode(claims), randomBytes(32).toString('base64url')].join(
      '.',
    );
    this.expiries.set(token, expiry);
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

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
