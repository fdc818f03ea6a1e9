import { Migration } from '@mikro-orm/migrations';
import { tenantTable } from '../../../platform/database/tenant-table.js';

export class CreateInterventions extends Migration {
  override up(): void {
    this.addSql(`create table interventions.interventions (
      id uuid primary key,
      organization_id uuid not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      reference text not null,
      status text not null default 'DRAFT',
      version int not null default 1,
      beneficiary_first_name text null,
      beneficiary_last_name text null,
      beneficiary_email text null,
      beneficiary_phone text null,
      site_address text null,
      site_postal_code text null,
      site_city text null,
      site_pdl text null,
      site_pce text null,
      operations jsonb not null,
      products jsonb not null,
      documents jsonb not null,
      photos jsonb not null,
      installer jsonb null,
      completed_at timestamptz(3) null,
      review_reasons jsonb not null,
      constraint interventions_organization_id_reference_unique unique (organization_id, reference),
      constraint interventions_status_check check (status in ('DRAFT', 'SCHEDULED', 'IN_PROGRESS', 'INSTALLATION_DONE', 'PUBLISHED', 'REJECTED', 'CANCELLED'))
    )`);
    this.addSql('create index on interventions.interventions (organization_id, status, created_at desc)');
    this.addSql('create index on interventions.interventions (organization_id, created_at desc, id)');
    this.addSql('create index on interventions.interventions (organization_id, site_postal_code text_pattern_ops)');
    this.addSql("create index on interventions.interventions (organization_id, (installer ->> 'companyId'))");
    for (const statement of tenantTable('interventions.interventions')) this.addSql(statement);

    this.addSql(`create table interventions.intervention_changes (
      id uuid primary key,
      organization_id uuid not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      intervention_id uuid not null references interventions.interventions (id) on delete cascade,
      action text not null,
      version int not null,
      fields jsonb not null,
      from_status text null,
      to_status text null,
      actor_id text not null,
      actor_name text not null
    )`);
    this.addSql('create index on interventions.intervention_changes (intervention_id, id)');
    for (const statement of tenantTable('interventions.intervention_changes')) this.addSql(statement);
  }
}
