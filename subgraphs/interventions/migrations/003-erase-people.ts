import { Migration } from '@mikro-orm/migrations';
import { tenantTable } from '../../../platform/database/tenant-table.js';

const row = `
  id uuid primary key,
  organization_id uuid not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,`;

/** Legal holds, and which person's data were erased where. */
export class ErasePeople extends Migration {
  override up(): void {
    this.addSql(`create index interventions_email on interventions.interventions
      (organization_id, lower(btrim(beneficiary_email)))`);
    this.addSql(`create table interventions.holds (${row}
      intervention_id uuid null references interventions.interventions (id) on delete cascade,
      email text null,
      reason text not null,
      until timestamptz(3) null,
      placed_by text not null,
      released_at timestamptz(3) null,
      released_by text null
    )`);
    this.addSql('create index on interventions.holds (organization_id, created_at desc, id)');
    this.addSql(`create table interventions.erasures (${row}
      intervention_ids jsonb not null,
      email_digest text null,
      requested_by text not null,
      completed_at timestamptz(3) null,
      parts jsonb not null
    )`);
    this.addSql('create index on interventions.erasures (organization_id, created_at desc, id)');
    this.addSql('create index on interventions.erasures using gin (intervention_ids)');
    for (const table of ['holds', 'erasures']) {
      for (const statement of tenantTable(`interventions.${table}`)) this.addSql(statement);
    }
  }
}
