import { Interventions } from './interventions.js';
import { RateLimit } from './rate-limit.js';
import type { Settings } from './settings.js';
import { Tokens } from './tokens.js';

/** How a Symphonics sandbox is made. The credentials' defaults are the obviously fake ones the hub's demo uses. */
export interface SymphonicsOptions extends Partial<Settings> {
  /** Default `sandbox-client`. */
  clientId?: string;
  /** Default `sandbox-secret`. */
  clientSecret?: string;
  /** Key of the webhooks' signatures. Default `sandbox-webhook-secret`. */
  webhookSecret?: string;
  /** The clock that tokens and rate limits go by, in milliseconds. */
  now?: () => number;
}

/** All that the vendor holds, in memory. */
export class Symphonics {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhookSecret: string;
  readonly now: () => number;
  readonly tokens: Tokens;
  readonly rateLimit: RateLimit;
  readonly interventions: Interventions;
  readonly settings: Settings;
  private readonly initialSettings: Settings;

  constructor(options: SymphonicsOptions) {
    const {
      clientId = 'sandbox-client',
      clientSecret = 'sandbox-secret',
      webhookSecret = 'sandbox-webhook-secret',
      now = Date.now,
      expiresIn = 3600,
      perMinute = 100,
      perDay = 5000,
      lookupByExternalId = true,
    } = options;
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    this.webhookSecret = webhookSecret;
    this.now = now;
    this.initialSettings = { expiresIn, perMinute, perDay, lookupByExternalId };
    this.settings = { ...this.initialSettings };
    this.tokens = new Tokens(now);
    this.rateLimit = new RateLimit(now, () => this.settings);
    this.interventions = new Interventions(now);
  }

  reset(): void {
    Object.assign(this.settings, this.initialSettings);
    this.tokens.reset();
    this.rateLimit.reset();
    this.interventions.clear();
  }
}
