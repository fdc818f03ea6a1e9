import { z } from 'zod';
import { idList } from '../../../platform/database/id-list.js';
import { domainEventQueue } from '../../../platform/events/domain-event-queue.js';
import type { DomainEventData } from '../../../platform/events/domain-events.js';
import { forgetFinishedJobs } from '../../../platform/jobs/forget-finished.js';
import { emailDigestSql } from '../../../platform/service/email-digest.js';
import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Touch } from '../timeline/touch.js';

const rowsWithId = z.array(z.object({ id: z.uuid() }));
const consentCount = z.tuple([z.object({ erased: z.int() })]);

/** Empties the contacts with the person's address, their leads and consents, and lets billing follow. */
export async function erasePerson(
  unit: UnitOfWork,
  request: DomainEventData<'person.erasure-requested'>,
): Promise<void> {
  const { em } = unit;
  const { erasureId } = request;
  const emptied = await em.execute<unknown[]>(
    `update marketing.contacts set first_name = null, last_name = null, email = null, phone = null, tags = '{}',
       erasure_id = ?, version = version + 1, updated_at = ?
     where ${emailDigestSql('email')} = ? returning id`,
    [erasureId, unit.now(), request.emailDigest ?? ''],
  );
  // With those that an earlier run emptied: billing must not miss them.
  const all = await em.execute('select id from marketing.contacts where erasure_id = ?', [erasureId]);
  const ids = rowsWithId.parse(all).map(({ id }) => id);
  const leads = await em.execute<unknown[]>(
    `update marketing.leads set source = 'erased', notes = null, loss_reason = null, version = version + 1, updated_at = ?
     where contact_id = any(?::uuid[]) and (source <> 'erased' or notes is not null or loss_reason is not null) returning id`,
    [unit.now(), idList(ids)],
  );
  const allLeads = await em.execute('select id from marketing.leads where contact_id = any(?::uuid[])', [idList(ids)]);
  const [consents] = consentCount.parse(
    await em.execute('select marketing.erase_consents(?::uuid[]) as erased', [idList(ids)]),
  );
  const touches = await em.nativeDelete(Touch, { contactId: { $in: ids } });
  // What vendors told of them, by name and address.
  await forgetFinishedJobs(em, domainEventQueue('marketing'), unit.caller.organizationId);
  const leadIds = rowsWithId.parse(allLeads).map(({ id }) => id);
  await unit.emit('person.contacts-erased', { ...request, contactIds: ids, leadIds });
  await unit.emit('person.erased', {
    erasureId,
    part: {
      subgraph: 'marketing',
      erased: [
        { what: 'contacts: name, address, phone, tags', count: emptied.length },
        { what: 'leads: source, notes, reason of a loss', count: leads.length },
        { what: 'consents', count: consents.erased },
        { what: 'timelines', count: touches },
      ],
      kept: [
        {
          what: 'leads: status, score, dates',
          count: leads.length,
          reason: 'They are counted, and tell of nobody any more.',
          until: null,
        },
      ],
      recipients: [],
    },
  });
}
