import { InvalidInputError } from '../../platform/errors/errors.js';
import { activeWebhooks, create, type Session, update } from './client.js';
import { type Topic, topics } from './topics.js';
import { secretHeader, topicSecret } from './webhook.js';

/**
 * Subscribes to every topic, each at its own address and with its own secret. What is there already is told the secret
 * again, which it never shows; what the server gave up is archived, and made anew.
 */
export async function subscribe(
  session: Session,
  { urlOf }: { urlOf(topic: string): string },
): Promise<readonly string[]> {
  const there = await activeWebhooks(session);
  const made: string[] = [];
  for (const [topic, { eventId }] of Object.entries(topics) as [Topic, { eventId: string }][]) {
    const secret = topicSecret(session.credentials, topic);
    if (!secret) throw new InvalidInputError('The connection has no webhookSecret.');
    const target_url = urlOf(topic);
    const body = {
      event_id: eventId,
      target_url,
      rest_method: 'post' as const,
      format: 'JSON' as const,
      headers: { [secretHeader]: secret },
    };
    const known = there.find((one) => one.event_id === eventId && one.target_url === target_url);
    if (known) await update(session, 'webhooks', known.id, body);
    else if (await create(session, 'webhooks', body)) made.push(topic);
  }
  return made;
}
