import { idList } from '../../../platform/database/id-list.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { messagesOf, type Traces } from './traces-of-person.js';

/** Empties every record that holds, or may quote, what was sent and answered. @returns what, and how many */
export async function forgetRecords(
  { em, now }: UnitOfWork,
  { subjects, deliveries, signatureIds, inboundWebhooks, syncEvents }: Traces,
): Promise<{ what: string; count: number }[]> {
  const steps: [what: string, statement: string, parameters: string[]][] = [
    [
      'attempts of deliveries: requests and answers',
      `update integrations.delivery_attempts set exchanges = '[]', message = null
       where delivery_id = any(?::uuid[]) and (exchanges <> '[]' or message is not null) returning id`,
      [deliveries],
    ],
    [
      'payloads that vendors accepted last',
      'delete from integrations.accepted_payloads where subject_id = any(?::uuid[]) returning action',
      [subjects],
    ],
    [
      'lineage of fields: digests of the values',
      `update integrations.sent_payloads set digests = '{}' where delivery_id = any(?::uuid[]) and digests <> '{}' returning id`,
      [deliveries],
    ],
    [
      'deliveries: errors, violations, lists of what was sent',
      `update integrations.deliveries set last_error = null, violations = '[]', sent_items = null
       where id = any(?::uuid[]) and (last_error is not null or violations <> '[]' or sent_items is not null) returning id`,
      [deliveries],
    ],
    [
      'received webhooks: payloads',
      `update integrations.inbound_webhooks set payload = null, message = null, events = '[]'
       where id = any(?::uuid[]) returning id`,
      [inboundWebhooks],
    ],
    [
      'signatures: names and addresses of signers, reasons; nobody is reminded, and no news of them taken in',
      `update integrations.signatures set signers = '[]', reason = null, signed_file_id = null, audit_file_id = null,
         next_reminder_at = null, erased_at = ?,
         state = case when state in ('REQUESTED', 'VIEWED', 'PARTLY_SIGNED') then 'CANCELLED' else state end
       where id = any(?::uuid[]) and erased_at is null returning id`,
      [now().toISOString(), idList(signatureIds)],
    ],
    [
      'records shared with vendors: what both sides last had; they are compared no more',
      `update integrations.external_records set base = null, erased_at = ?
       where subject_id = any(?::uuid[]) and erased_at is null returning id`,
      [now().toISOString(), subjects],
    ],
    [
      'conflicts with vendors: the values of both sides',
      'delete from integrations.conflicts where subject_id = any(?::uuid[]) returning id',
      [subjects],
    ],
    // Those of the other types are the hub's own words: a reference, a status, names of fields.
    [
      'sync events: messages that may quote a vendor',
      `update integrations.sync_events set message = null where id = any(?::bigint[]) and message is not null
         and (type like 'delivery.%' or type like 'webhook.%') returning id`,
      [syncEvents],
    ],
    [
      'messages to webhooks: bodies',
      `update integrations.webhook_messages set body = null where body is not null and id in (${messagesOf}) returning id`,
      [syncEvents],
    ],
    [
      'attempts of messages to webhooks: answers',
      `update integrations.webhook_attempts set response_body = null, error = null
       where (response_body is not null or error is not null) and message_id in (${messagesOf}) returning id`,
      [syncEvents],
    ],
    [
      'logs of runs: errors',
      `update integrations.sync_logs set error_log = (
         select jsonb_agg(case when (e ->> 'deliveryId')::uuid = any(?::uuid[]) then e || '{"message": ""}' else e end)
         from jsonb_array_elements(error_log) e)
       where exists (select from jsonb_array_elements(error_log) e
         where (e ->> 'deliveryId')::uuid = any(?::uuid[]) and e ->> 'message' <> '') returning id`,
      [deliveries, deliveries],
    ],
    // Their questions are digests, so nobody knows which are about the person; the others are asked again.
    ['answers to lookups, all of the organization', 'delete from integrations.lookup_answers returning lookup', []],
  ];
  const done: { what: string; count: number }[] = [];
  for (const [what, statement, parameters] of steps) {
    const rows = await em.execute<unknown[]>(statement, parameters);
    done.push({ what, count: rows.length });
  }
  return done;
}
