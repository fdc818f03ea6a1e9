import { createHmac, randomInt } from 'node:crypto';
import { z } from 'zod';
import { deliveryShape, Outbox } from '../kit/outbox.js';
import { Refusal } from '../kit/refusal.js';
import type { Submission, Submitter } from './model.js';
import { defaultSettings, type Settings, settingsSchema } from './settings.js';

/** How a DocuSeal sandbox is made. */
export interface DocusealOptions extends Partial<Settings> {
  /** Default `sandbox-docuseal-key`. */
  apiKey?: string;
  /** The clock, in milliseconds. */
  now?: () => number;
}

/** How one webhook is sent in another way than the settings say; `timestamp` is in seconds, now when left out. */
export const docusealDeliveryShape = { ...deliveryShape, timestamp: z.int().nonnegative().optional() };
const delivery = z.object(docusealDeliveryShape);
export type DocusealDelivery = z.output<typeof delivery>;

/** All that the vendor holds, in memory. */
export class Docuseal {
  readonly apiKey: string;
  readonly now: () => number;
  readonly settings: Settings;
  readonly outbox: Outbox<DocusealDelivery>;
  readonly submissions = new Map<number, Submission>();
  /** Where the sandbox listens; empty until it does. */
  address = '';
  private readonly initialSettings: Settings;
  /** Random, so that a restarted sandbox does not give one id to two submissions of the same caller. */
  private lastId = randomInt(10_000, 1_000_000_000);

  /** @throws ZodError when a setting has a wrong value */
  constructor({ apiKey = 'sandbox-docuseal-key', now = Date.now, ...settings }: DocusealOptions) {
    this.apiKey = apiKey;
    this.now = now;
    this.initialSettings = { ...defaultSettings, ...settingsSchema.parse(settings) };
    this.settings = { ...this.initialSettings };
    this.outbox = new Outbox(
      () => this.settings,
      (body, { secret, timestamp }) => this.webhookHeaders(body, secret, timestamp),
    );
  }

  /** Begins the links to forms and documents. */
  get url(): string {
    return this.settings.publicUrl ?? this.address;
  }

  nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  /** @throws Refusal 404 */
  submission(id: number): Submission {
    const submission = this.submissions.get(id);
    if (!submission) throw new Refusal(404, 'Not found');
    return submission;
  }

  submitters(): Submitter[] {
    return [...this.submissions.values()].flatMap(({ submitters }) => submitters);
  }

  /** @throws Refusal 404 */
  submitter(id: number): Submitter {
    const submitter = this.submitters().find((one) => one.id === id);
    if (!submitter) throw new Refusal(404, 'Not found');
    return submitter;
  }

  reset(): void {
    Object.assign(this.settings, this.initialSettings);
    this.submissions.clear();
    this.outbox.clear();
  }

  private webhookHeaders(body: string, secret: string | undefined, timestamp: number | undefined) {
    const headers: Record<string, string> = {};
    const key = secret ?? this.settings.webhookSecret;
    const { secretHeader } = this.settings;
    if (key !== null) {
      const at = timestamp ?? Math.floor(this.now() / 1000);
      headers['x-docuseal-signature'] = `${at}.${createHmac('sha256', key).update(`${at}.${body}`).digest('hex')}`;
    }
    if (secretHeader) headers[secretHeader.name.toLowerCase()] = secretHeader.value;
    return headers;
  }
}
