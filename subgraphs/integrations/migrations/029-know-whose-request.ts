import { Migration } from '@mikro-orm/migrations';
import { applicationRole, organizationVariable } from '../../../platform/database/roles.js';

/** Requests are in the books under the reservation they were counted for: what becomes of it, becomes of these. */
export class KnowWhoseRequest extends Migration {
  override up(): void {
    this.addSql('alter table integrations.spent_requests add column reservation_id uuid null');
    this.addSql('create index on integrations.spent_requests (reservation_id)');
    this.addSql('drop function integrations.spend_if_free(uuid, int, timestamptz, jsonb)');
    // windows: [{ "requests": 100, "span": 61000 }], the span in milliseconds
    this.addSql(`create function integrations.spend_if_free(
        connection uuid, cost int, at timestamptz, windows jsonb, reservation uuid)
      returns boolean language plpgsql volatile set search_path = '' as $$
      declare
        budget record;
      begin
        perform from integrations.circuits c
          where c.connection_id = connection and c.state = 'CLOSED' and (c.held_until is null or c.held_until <= at)
          for update;
        if not found then
          return false;
        end if;
        for budget in select * from jsonb_to_recordset(windows) as w(requests int, span int) loop
          perform from integrations.spent_requests s
            where s.connection_id = connection and s.spent_at > at - budget.span * interval '1 millisecond'
            order by s.spent_at desc offset greatest(budget.requests - cost, 0) limit 1;
          if found then
            return false;
          end if;
        end loop;
        if jsonb_array_length(windows) > 0 then
          insert into integrations.spent_requests (organization_id, connection_id, spent_at, reservation_id)
            select current_setting('${organizationVariable}')::uuid, connection, at, reservation
            from generate_series(1, cost);
        end if;
        return true;
      end $$`);
    const routine = 'integrations.spend_if_free(uuid, int, timestamptz, jsonb, uuid)';
    this.addSql(`revoke all on function ${routine} from public`);
    this.addSql(`grant execute on function ${routine} to ${applicationRole}`);
  }
}
