import { Migration } from '@mikro-orm/migrations';
import { applicationRole, organizationVariable } from '../../../platform/database/roles.js';

/**
 * The usual answer to a delivery that wants to go, in one statement: the connection's row is locked for no longer than
 * it takes to count. Whatever else there is to say is found out by the worker, under the lock it then has.
 */
export class AdmitInOneStatement extends Migration {
  override up(): void {
    // windows: [{ "requests": 100, "span": 61000 }], the span in milliseconds
    this.addSql(`create function integrations.spend_if_free(connection uuid, cost int, at timestamptz, windows jsonb)
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
          insert into integrations.spent_requests (organization_id, connection_id, spent_at)
            select current_setting('${organizationVariable}')::uuid, connection, at from generate_series(1, cost);
        end if;
        return true;
      end $$`);
    this.addSql('revoke all on function integrations.spend_if_free(uuid, int, timestamptz, jsonb) from public');
    this.addSql(
      `grant execute on function integrations.spend_if_free(uuid, int, timestamptz, jsonb) to ${applicationRole}`,
    );
  }
}
