import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Refusal } from './refusal.js';
import { loopbackUrlSchema, sendWebhook, type Webhook, type WebhookAnswer } from './webhook.js';

/** The switches of a vendor that sends webhooks by itself. */
export const outboxSettingsShape = {
  /** Where webhooks go; null: nowhere, and none is made. */
  webhookUrl: loopbackUrlSchema.nullable(),
  /**
   * `sent`: beside the answer of the call that causes them, so before or after it. `before-answer`: the call is
   * answered after its webhooks are. `lost`: kept in the list, sent to nobody.
   */
  webhooks: z.enum(['sent', 'before-answer', 'lost']),
  /** How many copies of each are sent, all at once. */
  webhookCopies: z.int().positive().max(1000),
};

const outboxSettingsSchema = z.object(outboxSettingsShape);
export type OutboxSettings = z.output<typeof outboxSettingsSchema>;

/** Where webhooks go when nothing is set: nowhere. */
export const defaultOutboxSettings: OutboxSettings = { webhookUrl: null, webhooks: 'sent', webhookCopies: 1 };

/** How one webhook is sent in another way than the settings say. */
export const deliveryShape = {
  /** Signs with this key instead of the vendor's: a forged webhook, which changes nothing at the vendor. */
  secret: z.string().optional(),
  /** How many copies to send, all at once. */
  repeat: z.int().positive().max(1000).optional(),
};

const deliverySchema = z.object(deliveryShape);

/** A webhook the vendor made, sent or not. */
export interface OutgoingWebhook {
  /** Counts from 1; `resend` takes it. */
  readonly id: number;
  /** The names of the events in it, as they are sent. */
  readonly events: readonly string[];
  readonly body: string;
  /** What was sent last; null as long as nothing was. */
  sent: Webhook | null;
  /** What receivers answered to every copy so far, oldest first. */
  answers: WebhookAnswer[];
}

/** A webhook that is to be made. */
export interface WebhookContent {
  readonly events: readonly string[];
  readonly payload: unknown;
}

/** How many webhooks are kept. */
const capacity = 10_000;

/** Makes and sends a vendor's webhooks, in the order they are caused, and keeps them all. `D` is what a delivery may set. */
export class Outbox<D extends z.output<typeof deliverySchema>> {
  private readonly settings: () => OutboxSettings;
  private readonly headersOf: (body: string, delivery: Partial<D>) => Record<string, string>;
  private webhooks: OutgoingWebhook[] = [];
  private count = 0;
  private closing = new AbortController();

  /** `headersOf` signs the body as the vendor does. */
  constructor(
    settings: () => OutboxSettings,
    headersOf: (body: string, delivery: Partial<D>) => Record<string, string>,
  ) {
    this.settings = settings;
    this.headersOf = headersOf;
  }

  /** Ties what is under way to a server: nothing outlives it. */
  attach(app: FastifyInstance): void {
    const closing = new AbortController();
    this.closing = closing;
    app.addHook('preClose', async () => closing.abort());
  }

  /** Sends what an API call causes; returns once it is sent only when the settings say `before-answer`. */
  async cause(contents: readonly WebhookContent[]): Promise<void> {
    const sending = this.send(contents);
    if (this.settings().webhooks === 'before-answer') await sending;
  }

  /** Sends one after the other and returns them with their answers. */
  async send(contents: readonly WebhookContent[], delivery: Partial<D> = {}): Promise<OutgoingWebhook[]> {
    if (this.settings().webhookUrl === null) return [];
    const made = contents.map(({ events, payload }) => this.make(events, JSON.stringify(payload)));
    if (this.settings().webhooks !== 'lost') {
      for (const webhook of made) await this.post(webhook, delivery);
    }
    return made;
  }

  /** Sends a kept webhook again, a lost one too: its body as it was, its signature new. @throws Refusal 404 */
  async resend(id: number, delivery: Partial<D> = {}): Promise<OutgoingWebhook[]> {
    const webhook = this.webhooks.find((one) => one.id === id);
    if (!webhook) throw new Refusal(404, `No webhook ${id} was made`);
    await this.post(webhook, delivery);
    return [webhook];
  }

  list(): OutgoingWebhook[] {
    return [...this.webhooks];
  }

  clear(): void {
    this.webhooks = [];
    this.count = 0;
  }

  private make(events: readonly string[], body: string): OutgoingWebhook {
    this.count += 1;
    const webhook = { id: this.count, events, body, sent: null, answers: [] };
    this.webhooks.push(webhook);
    if (this.webhooks.length > capacity) this.webhooks.shift();
    return webhook;
  }

  private async post(webhook: OutgoingWebhook, delivery: Partial<D>): Promise<void> {
    const { webhookUrl, webhookCopies } = this.settings();
    if (webhookUrl === null) return;
    const headers = { 'content-type': 'application/json', ...this.headersOf(webhook.body, delivery) };
    webhook.sent = { url: webhookUrl, headers, body: webhook.body };
    const { answers } = await sendWebhook(webhook.sent, delivery.repeat ?? webhookCopies, this.closing.signal);
    webhook.answers.push(...answers);
  }
}
