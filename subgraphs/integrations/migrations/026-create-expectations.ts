import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';

/** What has to be so by when, and what was not. */
export class CreateExpectations extends Migration {
  override up(): void {
    this.addSql(`create table integrations.expectations (
      id uuid primary key,
      organization_id uuid not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      invariant text not null,
      connector text not null,
      subject_type text not null,
      subject_id uuid not null,
      intervention_id uuid null,
      due_at timestamptz(3) not null,
      check_at timestamptz(3) not null,
      checked_at timestamptz(3) null,
      checks int not null default 0,
      breached_at timestamptz(3) null,
      resolved_at timestamptz(3) null,
      message text null
    )`);
    // However often an event is told, one thing is expected of a subject at a time.
    this.addSql(`create unique index expectations_open on integrations.expectations (organization_id, invariant, subject_id)
      where resolved_at is null`);
    this.addSql(`create index expectations_to_check on integrations.expectations (check_at) include (organization_id)
      where resolved_at is null`);
    this.addSql(`create index expectations_breached on integrations.expectations (organization_id, created_at desc, id desc)
      where breached_at is not null`);
    this.addSql('create index on integrations.expectations (subject_id)');
    for (const statement of tenantTable('integrations.expectations')) this.addSql(statement);
    this.addSql('create policy owner_sees_all on integrations.expectations for select to current_user using (true)');
    this.addSql(`create function integrations.organizations_with_checks_due(due timestamptz)
      returns table (organization_id uuid)
      language sql stable security definer set search_path = '' as $$
        select distinct e.organization_id from integrations.expectations e where e.resolved_at is null and e.check_at <= due $$`);
    // For the operator's metrics: numbers and the names of invariants alone.
    this.addSql(`create function integrations.open_breaches()
      returns table (invariant text, connector text, value double precision)
      language sql stable security definer set search_path = '' as $$
        select e.invariant, e.connector, count(*)::float from integrations.expectations e
        where e.resolved_at is null and e.breached_at is not null group by 1, 2 $$`);
    for (const signature of ['organizations_with_checks_due(timestamptz)', 'open_breaches()']) {
      this.addSql(`revoke all on function integrations.${signature} from public`);
      this.addSql(`grant execute on function integrations.${signature} to ${applicationRole}`);
    }
  }
}
