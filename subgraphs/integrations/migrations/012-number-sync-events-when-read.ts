import { Migration } from '@mikro-orm/migrations';
import { applicationRole, organizationVariable } from '../../../platform/database/roles.js';

/**
 * Sync events are appended without a number, so that writers never wait for one another; whoever reads them gives the
 * committed ones their numbers first.
 */
export class NumberSyncEventsWhenRead extends Migration {
  override up(): void {
    this.addSql('alter table integrations.sync_events drop constraint sync_events_pkey');
    this.addSql('alter table integrations.sync_events alter column sequence drop not null');
    this.addSql('alter table integrations.sync_events add column id bigint generated always as identity primary key');
    this.addSql('create unique index on integrations.sync_events (organization_id, sequence)');
    this.addSql(`create index sync_events_unnumbered on integrations.sync_events (organization_id, id)
      where sequence is null`);

    // One at a time for an organization, and short: nobody holds the position's row while doing anything else. What
    // was committed before a transaction appended has a lower id than what it appended, and is seen no later.
    this.addSql(`create function integrations.number_sync_events(at_most int) returns int
      language plpgsql volatile set search_path = '' as $$
      declare
        organization constant uuid := current_setting('${organizationVariable}')::uuid;
        position bigint;
        numbered int;
      begin
        if not exists (select from integrations.sync_events where organization_id = organization and sequence is null) then
          return 0;
        end if;
        insert into integrations.sync_positions (organization_id, last_sequence) values (organization, 0)
          on conflict do nothing;
        select last_sequence into position from integrations.sync_positions
          where organization_id = organization for update;
        with fresh as (
          select id, row_number() over (order by id) as place from (
            select id from integrations.sync_events
            where organization_id = organization and sequence is null order by id limit at_most) as oldest)
        update integrations.sync_events e set sequence = position + fresh.place from fresh where e.id = fresh.id;
        get diagnostics numbered = row_count;
        update integrations.sync_positions set last_sequence = position + numbered where organization_id = organization;
        return numbered;
      end $$`);
    this.addSql('create policy owner_sees_all on integrations.sync_events for select to current_user using (true)');
    this.addSql(`create function integrations.unnumbered_sync_events()
      returns table (organization_id uuid)
      language sql stable security definer set search_path = '' as $$
        select distinct e.organization_id from integrations.sync_events e where e.sequence is null $$`);
    for (const routine of ['number_sync_events(int)', 'unnumbered_sync_events()']) {
      this.addSql(`revoke all on function integrations.${routine} from public`);
      this.addSql(`grant execute on function integrations.${routine} to ${applicationRole}`);
    }
  }
}
