import { z } from 'zod';
import { InvalidInputError } from '../../platform/errors/errors.js';
import { violationsOf } from '../../platform/errors/violations.js';
import type {
  InboundEvent,
  TouchActivity,
  VendorNews,
  WebhookDeclaration,
  WebhookRequest,
} from '../../platform/webhooks/webhook-declaration.js';
import type { Credentials } from './credentials.js';
import { contactSchema, fieldOf } from './wire.js';

/** A contact as events have it: gone, its id is null. */
const someone = contactSchema.extend({ id: z.coerce.number().int().nullish().catch(null) }).nullish();
const number = z.coerce.number().int();
const moment = z.string().nullish();
const timestamp = { timestamp: moment };

const ofContact = z.object({ ...timestamp, contact: someone, lead: someone });
const schemas = {
  saved: ofContact,
  deleted: ofContact.extend({ id: number }),
  points: ofContact.extend({ points: z.object({ old_points: number, new_points: number }) }),
  subscription: ofContact.extend({ channel: z.string(), old_status: z.string(), new_status: z.string() }),
  email: ofContact.extend({ idHash: z.string().nullish(), subject: z.string().nullish() }),
  form: z.object({
    ...timestamp,
    submission: z.object({
      id: number,
      dateSubmitted: moment,
      form: z.object({ name: z.string().nullish() }).nullish(),
      lead: someone,
    }),
  }),
  page: z.object({
    ...timestamp,
    hit: z.object({
      id: number,
      dateHit: moment,
      url: z.string().nullish(),
      urlTitle: z.string().nullish(),
      lead: someone,
    }),
  }),
} as const;

type Someone = z.infer<typeof someone>;
interface Told {
  at: string | null | undefined;
  contact: Someone;
  /** Mautic's id, where the contact itself has none any more. */
  id?: number;
  summary: string;
  news: VendorNews;
}

const emailOf = (contact: Someone): string | null => (contact ? fieldOf(contact, 'email') : null);
const whose = ({ contact, lead }: z.infer<typeof ofContact>): Someone => contact ?? lead;
const touch = (contact: Someone, title: string, key: string, activity: TouchActivity = 'OTHER'): VendorNews => ({
  kind: 'touch',
  email: emailOf(contact),
  activity,
  title,
  key: `mautic:${key}`,
});

const saved = (event: z.infer<typeof schemas.saved>): Told => {
  const contact = whose(event);
  const at = event.timestamp ?? contact?.dateModified ?? contact?.dateAdded;
  return { at, contact, summary: 'a contact was changed', news: { kind: 'record', record: 'contact' } };
};

const mail =
  (done: 'sent' | 'opened') =>
  (event: z.infer<typeof schemas.email>): Told => {
    const contact = whose(event);
    const title = `E-mail ${done}${event.subject ? `: ${event.subject}` : ''}`;
    // Opened again, it is the same touch.
    const key = `email-${done}:${event.idHash ?? `${contact?.id}:${event.timestamp}`}`;
    return {
      at: event.timestamp,
      contact,
      summary: `an e-mail was ${done}`,
      news: touch(contact, title, key, done === 'sent' ? 'EMAIL_SENT' : 'EMAIL_OPENED'),
    };
  };

/** A bounce says nothing of what the person wants, and neither does an administrator who opens a channel again. */
const subscription = (event: z.infer<typeof schemas.subscription>): Told => {
  const { channel, old_status: before, new_status: now, timestamp: at } = event;
  const contact = whose(event);
  const summary = `${channel} went from ${before} to ${now}`;
  const said = now === 'unsubscribed' || now === 'manual' || (now === 'contactable' && before === 'unsubscribed');
  const title = `Mautic: ${summary}`;
  if (!said || (channel !== 'email' && channel !== 'sms')) {
    return { at, contact, summary, news: touch(contact, title, `subscription:${contact?.id}:${channel}:${now}:${at}`) };
  }
  const news = {
    kind: 'consent',
    email: emailOf(contact),
    channel: channel === 'email' ? 'EMAIL' : 'SMS',
    granted: now === 'contactable',
    reason: title,
  } as const;
  return { at, contact, summary, news };
};

const reader = <T>(schema: z.ZodType<T>, tell: (event: T) => Told) => ({
  schema: z.array(schema),
  read: (list: unknown): Told[] => z.array(schema).parse(list).map(tell),
});

/** By the names under which Mautic lists them; any other is of no interest here. */
const readers: Readonly<Record<string, { schema: z.ZodType; read(list: unknown): Told[] }>> = {
  'mautic.lead_post_save_new': reader(schemas.saved, saved),
  'mautic.lead_post_save_update': reader(schemas.saved, saved),
  'mautic.lead_post_delete': reader(schemas.deleted, (event) => ({
    ...saved(event),
    id: event.id,
    summary: 'a contact was deleted',
  })),
  'mautic.lead_channel_subscription_changed': reader(schemas.subscription, subscription),
  'mautic.lead_points_change': reader(schemas.points, (event) => {
    const contact = whose(event);
    const { old_points: before, new_points: now } = event.points;
    const title = `Points: ${before} → ${now}`;
    const news = touch(contact, title, `points:${contact?.id}:${before}:${now}:${event.timestamp}`);
    return { at: event.timestamp, contact, summary: title, news };
  }),
  'mautic.email_on_send': reader(schemas.email, mail('sent')),
  'mautic.email_on_open': reader(schemas.email, mail('opened')),
  'mautic.form_on_submit': reader(schemas.form, ({ submission, timestamp: told }) => {
    const { id, form, lead, dateSubmitted } = submission;
    const title = `Form submitted${form?.name ? `: ${form.name}` : ''}`;
    return {
      at: dateSubmitted ?? told,
      contact: lead,
      summary: title,
      news: touch(lead, title, `form:${id}`, 'FORM_SUBMITTED'),
    };
  }),
  'mautic.page_on_hit': reader(schemas.page, ({ hit, timestamp: told }) => {
    const { id, urlTitle, url, lead, dateHit } = hit;
    const title = `Page visited: ${urlTitle || url || '?'}`;
    return {
      at: dateHit ?? told,
      contact: lead,
      summary: 'a page was visited',
      news: touch(lead, title, `page:${id}`, 'PAGE_VISITED'),
    };
  }),
};

/** Lists of events by type, or one event where nothing is queued; beside them some versions send texts of their own. */
const webhookBody = z.record(z.string(), z.unknown());

/**
 * Webhooks of Mautic 5 (https://developer.mautic.org, Webhooks). An event has no id, and is never sent again: what got
 * lost, the poll of contacts finds.
 */
export const webhook: WebhookDeclaration<Credentials> = {
  proofs: [{ scheme: 'hmac-sha256-base64', header: 'webhook-signature' }],
  secretOf: ({ webhookSecret }) => webhookSecret ?? null,
  // Events wait in Mautic's queue until its cron job sends them.
  maxAgeSeconds: null,
  parse(body, request) {
    const lists = webhookBody.safeParse(body);
    if (!lists.success) throw unreadable(lists.error);
    return Object.entries(lists.data).flatMap(([type, given]) => {
      const known = readers[type];
      if (!known) return [];
      const list = Array.isArray(given) ? given : [given];
      const parsed = known.schema.safeParse(list);
      if (!parsed.success) throw unreadable(parsed.error);
      return known.read(list).map((told) => inbound(type, told, request));
    });
  },
};

const unreadable = (error: z.ZodError): InvalidInputError =>
  new InvalidInputError('The body is none of the events that Mautic documents.', {
    details: { violations: violationsOf(error) },
  });

function inbound(type: string, { at, contact, id, summary, news }: Told, { receivedAt }: WebhookRequest): InboundEvent {
  const time = Date.parse(at ?? '');
  const externalId = id ?? contact?.id;
  return {
    type,
    occurredAt: Number.isNaN(time) ? receivedAt : new Date(time),
    reference: null,
    externalId: externalId ? String(externalId) : null,
    vendorStatus: null,
    refused: false,
    summary: `Mautic: ${summary}`,
    news,
  };
}
