import { setImmediate as turn } from 'node:timers/promises';
import { Refusal } from '../kit/refusal.js';
import { sendWebhook, type Webhook, type WebhookAnswer } from '../kit/webhook.js';
import type { Subscription } from './entities.js';
import type { Settings } from './settings.js';
import { Table } from './tables.js';

/** A webhook the vendor made, sent or lost. */
export interface OutgoingWebhook {
  /** Counts from 1 in each company; the event `webhook.resend` takes it. */
  readonly id: number;
  readonly event_id: string;
  readonly subscription_id: string;
  readonly body: string;
  /** What was sent last; null as long as nothing was. */
  sent: Webhook | null;
  /** What the receiver answered to every copy so far, oldest first. */
  answers: WebhookAnswer[];
}

/** Answers that make the vendor give a subscription up. */
const farewells: readonly (number | null)[] = [404, 405, 410];

/** One company's subscriptions and what was sent to them. Nothing is signed, and nothing says which event it was. */
export class Webhooks {
  readonly subscriptions = new Table<Subscription>('Webhook');
  readonly made: OutgoingWebhook[] = [];
  private readonly now: () => number;
  private readonly settings: Settings;
  private readonly underway = new Set<Promise<OutgoingWebhook>>();
  private readonly closing: () => AbortSignal;

  /** Nothing under way outlives the signal that `closing` gives when it is sent. */
  constructor(now: () => number, settings: Settings, closing: () => AbortSignal) {
    this.now = now;
    this.settings = settings;
    this.closing = closing;
  }

  /** Tells the event's subscribers, once whatever is happening now is done: the body is made then. */
  fire(eventId: string, body: () => unknown): void {
    for (const subscription of this.subscriptions.list()) {
      if (subscription.event_id === eventId && subscription.archived_at === 0) {
        this.follow(this.tell(subscription, body));
      }
    }
  }

  /** Does something that is done at once, and gives the webhooks it caused, with their answers. */
  async causedBy(act: () => void): Promise<OutgoingWebhook[]> {
    const before = new Set(this.underway);
    act();
    return Promise.all([...this.underway].filter((sending) => !before.has(sending)));
  }

  /** Sends a webhook again, a lost one too, with the body it had. @throws Refusal 400 */
  resend(id: number): void {
    const webhook = this.made.find((one) => one.id === id);
    if (!webhook) throw new Refusal(400, `No webhook ${id} was made`);
    this.follow(this.send(this.subscriptions.get(webhook.subscription_id), webhook));
  }

  /** Waits until everything under way was answered. */
  async settle(): Promise<void> {
    await Promise.all(this.underway);
  }

  private follow(sending: Promise<OutgoingWebhook>): void {
    this.underway.add(sending);
    sending.finally(() => this.underway.delete(sending));
  }

  private async tell(subscription: Subscription, body: () => unknown): Promise<OutgoingWebhook> {
    await turn();
    const { id: subscription_id, event_id } = subscription;
    const made = { id: this.made.length + 1, event_id, subscription_id, body: JSON.stringify(body()) };
    const webhook: OutgoingWebhook = { ...made, sent: null, answers: [] };
    this.made.push(webhook);
    return this.settings.webhooks === 'lost' ? webhook : this.send(subscription, webhook);
  }

  private async send(subscription: Subscription, webhook: OutgoingWebhook): Promise<OutgoingWebhook> {
    const headers = { 'content-type': 'application/json', accept: 'application/json', ...subscription.headers };
    webhook.sent = { url: subscription.target_url, headers, body: webhook.body };
    const { answers } = await sendWebhook(webhook.sent, this.settings.webhookCopies, this.closing());
    webhook.answers.push(...answers);
    if (answers.some(({ status }) => farewells.includes(status))) {
      subscription.archived_at = Math.floor(this.now() / 1000);
    }
    return webhook;
  }
}
