import { Migration } from '@mikro-orm/migrations';

/** Among the stranded ones: those that wait for an earlier delivery where there is none any more. */
export class SweepWaiting extends Migration {
  override up(): void {
    this.addSql(`create or replace function integrations.stranded_deliveries(before timestamptz)
      returns table (organization_id uuid, delivery_id uuid)
      language sql stable security definer set search_path = '' as $$
        select d.organization_id, d.id from integrations.deliveries d
        where (d.status = 'PENDING' and d.blocked_by is null and coalesce(d.next_attempt_at, d.updated_at) < before)
           or (d.status = 'PENDING' and d.blocked_by like 'earlier delivery %' and d.updated_at < before and not exists (
                 select from integrations.deliveries e
                 where e.connection_id = d.connection_id and e.subject_id = d.subject_id and e.id <> d.id
                   and e.created_at <= d.created_at and e.status in ('PENDING', 'SENDING', 'RETRYING', 'BLOCKED')))
           or (d.status = 'RETRYING' and d.next_attempt_at < before)
           or (d.status = 'BLOCKED' and d.waits_for in ('budget', 'circuit') and d.next_attempt_at < before)
           or (d.status = 'SENDING' and d.lease_until < before)
        order by d.next_attempt_at nulls first limit 1000 $$`);
  }
}
