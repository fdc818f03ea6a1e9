import { createHmac, randomInt } from 'node:crypto';
import type { z } from 'zod';
import { type deliveryShape, Outbox } from '../kit/outbox.js';
import { Refusal } from '../kit/refusal.js';
import { type ContactField, contactFields } from './fields.js';
import type { CampaignMember, Contact, Note, PointsChange, SegmentMember, SentEmail } from './model.js';
import { defaultSettings, type Settings, settingsSchema } from './settings.js';
import { Tokens } from './tokens.js';
import { vendorTime } from './wire.js';

/** How a Mautic sandbox is made. The credentials' defaults are obviously fake ones. */
export interface MauticOptions extends Partial<Settings> {
  /** Default `sandbox-user`. */
  username?: string;
  /** Default `sandbox-password`. */
  password?: string;
  /** Default `sandbox-client`. */
  clientId?: string;
  /** Default `sandbox-client-secret`. */
  clientSecret?: string;
  /** Aliases of text fields that contacts have beside the usual ones. Default none. */
  customFields?: readonly string[];
  /** The clock, in milliseconds. */
  now?: () => number;
}

/** An event a webhook tells of. */
export interface WebhookEvent {
  readonly type: string;
  readonly payload: Record<string, unknown>;
}

type Delivery = { [Key in keyof typeof deliveryShape]?: z.output<(typeof deliveryShape)[Key]> };

/** All that the vendor holds, in memory. */
export class Mautic {
  readonly credentials: Readonly<Record<'username' | 'password' | 'clientId' | 'clientSecret', string>>;
  readonly now: () => number;
  readonly settings: Settings;
  readonly tokens: Tokens;
  readonly fields: readonly ContactField[];
  readonly outbox: Outbox<Required<Delivery>>;
  readonly contacts = new Map<number, Contact>();
  readonly notes = new Map<number, Note>();
  /** By segment or campaign and contact. */
  readonly segmentMembers = new Map<string, SegmentMember>();
  readonly campaignMembers = new Map<string, CampaignMember>();
  readonly emails: SentEmail[] = [];
  readonly pointsChanges: PointsChange[] = [];
  /** Events that wait for `webhooks.process`. */
  readonly queue: WebhookEvent[] = [];
  private readonly initialSettings: Settings;
  private readonly customFields: readonly string[];
  /** A contact that has, or had, the e-mail: every e-mail that was kept is in it, or a search of 10,000 takes long. */
  private readonly idsByEmail = new Map<string, number>();
  /** Random, so that a restarted sandbox does not give one id to two contacts of the same caller. */
  private lastId = randomInt(10_000, 1_000_000_000);

  /** @throws ZodError when a setting has a wrong value */
  constructor(options: MauticOptions) {
    const {
      username = 'sandbox-user',
      password = 'sandbox-password',
      clientId = 'sandbox-client',
      ...others
    } = options;
    const { clientSecret = 'sandbox-client-secret', customFields = [], now = Date.now, ...settings } = others;
    this.credentials = { username, password, clientId, clientSecret };
    this.now = now;
    this.customFields = customFields;
    this.fields = contactFields(customFields);
    this.initialSettings = { ...defaultSettings, ...settingsSchema.parse(settings) };
    this.settings = { ...this.initialSettings };
    this.tokens = new Tokens(now);
    this.outbox = new Outbox(
      () => this.settings,
      (body, { secret = this.settings.webhookSecret }) => ({
        'webhook-signature': createHmac('sha256', secret).update(body).digest('base64'),
      }),
    );
  }

  /** The time as answers have it. */
  get time(): string {
    return vendorTime(this.now());
  }

  nextId(): number {
    this.lastId += 1;
    return this.lastId;
  }

  /** @throws Refusal 404 */
  contact(id: number): Contact {
    const contact = this.contacts.get(id);
    if (!contact) throw new Refusal(404, 'Item was not found.');
    return contact;
  }

  /** The contact with this e-mail, the first of several; capitals do not count. */
  contactByEmail(email: string): Contact | undefined {
    const wanted = email.toLowerCase();
    const has = ({ fields }: Contact) => fields.email?.toLowerCase() === wanted;
    const remembered = this.idsByEmail.get(wanted);
    if (remembered === undefined) return undefined;
    const contact = this.contacts.get(remembered);
    return contact && has(contact) ? contact : [...this.contacts.values()].find(has);
  }

  /** Keeps the contact, or what was changed of it. */
  keep(contact: Contact): void {
    this.contacts.set(contact.id, contact);
    const email = contact.fields.email?.toLowerCase();
    if (email && !this.contactByEmail(email)) this.idsByEmail.set(email, contact.id);
  }

  /** Tells of what an API call changed: at once, one request an event, or by the queue. */
  async tell(events: readonly WebhookEvent[]): Promise<void> {
    if (this.settings.webhookQueue) this.queue.push(...events);
    else
      await this.outbox.cause(events.map(({ type, payload }) => ({ events: [type], payload: { [type]: [payload] } })));
  }

  /** A vendor with the same contacts and e-mails, to try a change on. */
  copy(): Mautic {
    const { credentials, customFields, now, settings } = this;
    const copy = new Mautic({ ...credentials, ...settings, customFields, now });
    for (const contact of this.contacts.values()) copy.keep(structuredClone(contact));
    copy.emails.push(...structuredClone(this.emails));
    return copy;
  }

  reset(): void {
    Object.assign(this.settings, this.initialSettings);
    this.tokens.reset();
    this.outbox.clear();
    for (const held of [this.contacts, this.idsByEmail, this.notes, this.segmentMembers, this.campaignMembers])
      held.clear();
    for (const held of [this.emails, this.pointsChanges, this.queue]) held.length = 0;
  }
}
