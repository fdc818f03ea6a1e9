import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';

/** Signatures that vendors were asked for, and how far each has come. */
export class CreateSignatures extends Migration {
  override up(): void {
    this.addSql(`create table integrations.signatures (
      id uuid primary key,
      organization_id uuid not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null,
      subject_type text not null,
      subject_id uuid not null,
      subject_reference text not null,
      intervention_id uuid null,
      company_id uuid null,
      kind text not null,
      level text not null,
      state text not null default 'REQUESTED',
      state_at timestamptz(3) not null,
      reason text null,
      connector text not null,
      connection_id uuid not null references integrations.connections (id),
      delivery_id uuid null references integrations.deliveries (id) on delete set null,
      submission_id text null,
      signers jsonb not null default '[]',
      history jsonb not null default '[]',
      expires_at timestamptz(3) null,
      reminders_sent int not null default 0,
      last_reminder_at timestamptz(3) null,
      next_reminder_at timestamptz(3) null,
      heard_at timestamptz(3) not null,
      signed_file_id uuid null,
      audit_file_id uuid null,
      requested_by text not null,
      constraint signatures_subject_type_check check (subject_type in ('quote', 'terms-acceptance', 'intervention')),
      constraint signatures_kind_check check (kind in ('QUOTE', 'TERMS', 'CONTRACT')),
      constraint signatures_level_check check (level in ('SES', 'AES', 'QES')),
      constraint signatures_state_check check (state in ('REQUESTED', 'VIEWED', 'PARTLY_SIGNED', 'COMPLETED', 'DECLINED', 'EXPIRED', 'CANCELLED'))
    )`);
    const open = `state in ('REQUESTED', 'VIEWED', 'PARTLY_SIGNED')`;
    // However many ask for the same signature at once, one is open.
    this.addSql(`create unique index signatures_open on integrations.signatures (subject_id, kind) where ${open}`);
    this.addSql(`create unique index signatures_submission on integrations.signatures (connection_id, submission_id)
      where submission_id is not null`);
    this.addSql('create index on integrations.signatures (organization_id, created_at desc, id desc)');
    this.addSql('create index on integrations.signatures (subject_id, created_at desc)');
    this.addSql('create index on integrations.signatures (delivery_id)');
    this.addSql('create index on integrations.signatures (intervention_id) where intervention_id is not null');
    this.addSql(`create index signatures_waiting on integrations.signatures (heard_at) where ${open}`);
    for (const statement of tenantTable('integrations.signatures')) this.addSql(statement);
    this.addSql('create policy owner_sees_all on integrations.signatures for select to current_user using (true)');
    const lookups = {
      // Whose vendor has not been heard of since then.
      'quiet_signatures(before timestamptz)': `${open} and s.submission_id is not null and s.heard_at < before
        order by s.heard_at`,
      'signatures_to_remind(due timestamptz)': `${open} and s.next_reminder_at <= due order by s.next_reminder_at`,
    };
    for (const [lookup, condition] of Object.entries(lookups)) {
      this.addSql(`create function integrations.${lookup} returns table (organization_id uuid, signature_id uuid)
        language sql stable security definer set search_path = '' as $$
          select s.organization_id, s.id from integrations.signatures s where ${condition.replaceAll('state in', 's.state in')} limit 500 $$`);
      const signature = lookup.replace(/\(\w+ /, '(');
      this.addSql(`revoke all on function integrations.${signature} from public`);
      this.addSql(`grant execute on function integrations.${signature} to ${applicationRole}`);
    }
  }
}
