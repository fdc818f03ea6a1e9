import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from '../kit/refusal.js';
import { BulkLocks } from './bulk-locks.js';
import { Company, type CompanyAccess } from './company.js';
import { RateLimit } from './rate-limit.js';
import { defaultSettings, type Settings } from './settings.js';

/** How an Invoice Ninja sandbox is made. */
export interface InvoiceNinjaOptions extends Partial<Settings> {
  /** The companies of the server, with the token of each. Default: `defaultCompanies`. */
  companies?: readonly CompanyAccess[];
  /** The clock, in milliseconds. */
  now?: () => number;
}

/** The companies of requirements 003, with obviously fake tokens. */
export const defaultCompanies: readonly CompanyAccess[] = [
  { name: 'HYPERVISUAL', token: 'sandbox-token-hypervisual' },
  { name: 'DAINAMICS', token: 'sandbox-token-dainamics' },
  { name: 'LEXAIA', token: 'sandbox-token-lexaia' },
  { name: 'ENKI_REALTY', token: 'sandbox-token-enki' },
  { name: 'TAKEOUT', token: 'sandbox-token-takeout' },
];

/** All that the server holds, in memory. */
export class InvoiceNinja {
  readonly now: () => number;
  readonly settings: Settings;
  readonly rateLimit: RateLimit;
  readonly bulkLocks: BulkLocks;
  private readonly initialSettings: Settings;
  private readonly accesses: readonly CompanyAccess[];
  private companies: readonly Company[];
  private tokensAreValid = true;
  private closing = new AbortController();

  constructor({ companies = defaultCompanies, now = Date.now, ...settings }: InvoiceNinjaOptions) {
    this.now = now;
    this.initialSettings = { ...defaultSettings, ...settings };
    this.settings = { ...this.initialSettings };
    this.rateLimit = new RateLimit(now, () => this.settings.perMinute);
    this.bulkLocks = new BulkLocks(now, () => this.settings.bulkLockMs);
    this.accesses = companies;
    this.companies = this.makeCompanies();
  }

  /** Ties the webhooks under way to a server: nothing outlives it. */
  attach(app: FastifyInstance): void {
    const closing = new AbortController();
    this.closing = closing;
    app.addHook('preClose', async () => closing.abort());
  }

  /** The company whose token the request carries. @throws Refusal 403 */
  companyOf(request: FastifyRequest): Company {
    const token = request.headers['x-api-token'];
    const company = this.companies.find((known) => known.token === token);
    if (!company || !this.tokensAreValid) throw new Refusal(403, 'Invalid token');
    return company;
  }

  /** @throws Refusal 400 */
  companyNamed(name: string): Company {
    const company = this.companies.find((known) => known.name === name);
    if (!company) throw new Refusal(400, `There is no company ${name}`);
    return company;
  }

  list(): readonly Company[] {
    return this.companies;
  }

  /** Until the next reset; the server's tokens have no end of their own. */
  expireTokens(): void {
    this.tokensAreValid = false;
  }

  reset(): void {
    Object.assign(this.settings, this.initialSettings);
    this.tokensAreValid = true;
    this.rateLimit.reset();
    this.bulkLocks.reset();
    this.companies = this.makeCompanies();
  }

  private makeCompanies(): Company[] {
    return this.accesses.map((access) => new Company(access, this.now, this.settings, () => this.closing.signal));
  }
}
