import { z } from 'zod';
import type { EntityManager } from '../../../platform/database/database.js';
import { idList } from '../../../platform/database/id-list.js';
import { emailDigestSql } from '../../../platform/service/email-digest.js';

/** A person as the other subgraphs know them. */
export interface KnownPerson {
  /** All of theirs that something may have been sent or heard about: dossiers, contacts, leads, customers, documents. */
  subjectIds: readonly string[];
  emailDigest: string | null;
}

/** Where a person's data may be here: in what is about them and theirs. */
export interface Traces {
  /** As parameters of `= any(?::uuid[])` and `= any(?::bigint[])`. */
  subjects: string;
  deliveries: string;
  inboundWebhooks: string;
  syncEvents: string;
  signatureIds: string[];
}

/** A webhook's event is appended in the transaction that stores the webhook, some moments after. */
const momentsAfter = "interval '5 seconds'";

/** A shorter id than this, quotes included, is in bodies that are about others too: 17 is a price as well as a contact. */
const tellingLength = 10;

/** Whatever looks like an e-mail address in a text. */
const addresses = String.raw`[^"\s<>(),;:]+@[^"\s<>(),;:]+`;

const uuids = z.array(z.object({ id: z.uuid() }));
const numbers = z.array(z.object({ id: z.coerce.string() }));

/** Finds all that is about a person, as the vendors may call them and theirs too. */
export async function tracesOfPerson(em: EntityManager, { subjectIds, emailDigest }: KnownPerson): Promise<Traces> {
  const subjects = idList(subjectIds);
  const about = async (table: 'deliveries' | 'signatures') => {
    const select = `select id from integrations.${table} where subject_id = any(?::uuid[]) order by id`;
    return uuids.parse(await em.execute(select, [subjects])).map(({ id }) => id);
  };
  const deliveries = idList(await about('deliveries'));
  const signatureIds = await about('signatures');
  // A webhook says whom it is about by a value somewhere in it: an id, or the person's address.
  const webhooks = await em.execute(
    `with said as (
       select d.connection_id, d.external_id as name from integrations.deliveries d where d.id = any(?::uuid[])
       union select d.connection_id, d.subject_id::text from integrations.deliveries d where d.id = any(?::uuid[])
       union select d.connection_id, d.subject_reference from integrations.deliveries d
         where d.id = any(?::uuid[]) and d.subject_type = 'intervention'
       union select r.connection_id, r.external_id from integrations.external_records r where r.subject_id = any(?::uuid[])
       union select s.connection_id, s.submission_id from integrations.signatures s where s.id = any(?::uuid[])),
     names as (select connection_id, to_jsonb(name)::text as name from said where name is not null)
     select w.id from integrations.inbound_webhooks w
     where exists (select from names n where n.connection_id = w.connection_id
         and length(n.name) >= ${tellingLength} and strpos(w.payload::text, n.name) > 0)
       or exists (select from regexp_matches(w.payload::text, ?, 'g') m(address) where ${emailDigestSql('m.address[1]')} = ?)`,
    [deliveries, deliveries, deliveries, subjects, idList(signatureIds), addresses, emailDigest ?? ''],
  );
  const inboundWebhooks = idList(uuids.parse(webhooks).map(({ id }) => id));
  const events = await em.execute(
    `select e.id from integrations.sync_events e
     where e.intervention_id = any(?::uuid[]) or e.subject_id = any(?::uuid[]) or e.delivery_id = any(?::uuid[])
     union select e.id from integrations.inbound_webhooks w
       join integrations.connections c on c.id = w.connection_id
       join integrations.sync_events e on e.organization_id = w.organization_id and e.type = 'webhook.received'
         and e.connector = c.connector and e.occurred_at between w.created_at and w.created_at + ${momentsAfter}
     where w.id = any(?::uuid[])`,
    [subjects, subjects, deliveries, inboundWebhooks],
  );
  const syncEvents = idList(numbers.parse(events).map(({ id }) => id));
  return { subjects, deliveries, signatureIds, inboundWebhooks, syncEvents };
}

/** The messages that told webhooks of the events. */
export const messagesOf = `select m.id from integrations.webhook_messages m
  join integrations.sync_events e on e.organization_id = m.organization_id and e.sequence = m.sequence
  where e.id = any(?::bigint[])`;
