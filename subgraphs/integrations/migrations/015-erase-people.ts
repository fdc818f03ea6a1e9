import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';

/** What a vendor accepted last is no longer kept than the requests that carried it, and is found by its subject. */
export class ErasePeople extends Migration {
  override up(): void {
    this.addSql('create index on integrations.accepted_payloads (accepted_at)');
    this.addSql('create index on integrations.accepted_payloads (subject_id)');
    this.addSql(
      'create index sync_events_of_intervention on integrations.sync_events (intervention_id) where intervention_id is not null',
    );
    this.addSql(
      'create policy owner_sees_old on integrations.accepted_payloads for select to current_user using (true)',
    );
    this.addSql('create policy owner_prunes on integrations.accepted_payloads for delete to current_user using (true)');
    this.addSql(`create function integrations.prune_accepted_payloads(before timestamptz, most int) returns int
      language plpgsql security definer set search_path = '' as $$
      declare pruned int;
      begin
        delete from integrations.accepted_payloads where ctid in (
          select a.ctid from integrations.accepted_payloads a where a.accepted_at < before limit most);
        get diagnostics pruned = row_count;
        return pruned;
      end $$`);
    this.addSql('revoke all on function integrations.prune_accepted_payloads(timestamptz, int) from public');
    this.addSql(
      `grant execute on function integrations.prune_accepted_payloads(timestamptz, int) to ${applicationRole}`,
    );
  }
}
