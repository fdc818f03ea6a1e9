import { Migration } from '@mikro-orm/migrations';
import { applicationRole } from '../../../platform/database/roles.js';
import { tenantTable } from '../../../platform/database/tenant-table.js';

const common = `id uuid primary key,
      organization_id uuid not null,
      created_at timestamptz(3) not null,
      updated_at timestamptz(3) not null`;

export class CreateOutboundWebhooks extends Migration {
  override up(): void {
    this.addSql(`create table integrations.webhooks (
      ${common},
      name text not null,
      url text not null,
      events jsonb not null,
      payload_selection text null,
      active boolean not null default true,
      disabled_reason text null,
      secret jsonb not null,
      previous_secret jsonb null,
      previous_secret_until timestamptz(3) null,
      owner jsonb not null,
      last_triggered_at timestamptz(3) null,
      failure_since timestamptz(3) null,
      failure_count int not null default 0
    )`);
    this.addSql('create index on integrations.webhooks (organization_id, created_at, id)');
    this.addSql(`create table integrations.webhook_messages (
      ${common},
      webhook_id uuid not null references integrations.webhooks (id) on delete cascade,
      sequence bigint null,
      type text not null,
      occurred_at timestamptz(3) not null,
      body text null,
      status text not null default 'PENDING',
      failures int not null default 0,
      attempts_made int not null default 0,
      next_attempt_at timestamptz(3) null,
      last_error text null,
      lease_id uuid null,
      lease_until timestamptz(3) null,
      constraint webhook_messages_status_check check (status in ('PENDING', 'SENDING', 'RETRYING', 'SUCCEEDED', 'FAILED'))
    )`);
    // What makes an event one message however often it is fanned out or recovered; tests have no sequence.
    this.addSql('create unique index webhook_messages_once on integrations.webhook_messages (webhook_id, sequence)');
    this.addSql('create index on integrations.webhook_messages (webhook_id, created_at desc, id desc)');
    this.addSql(`create index webhook_messages_unsettled on integrations.webhook_messages (next_attempt_at)
      where status in ('PENDING', 'SENDING', 'RETRYING')`);
    this.addSql(`create table integrations.webhook_attempts (
      ${common},
      webhook_id uuid not null references integrations.webhooks (id) on delete cascade,
      message_id uuid not null references integrations.webhook_messages (id) on delete cascade,
      number int not null,
      event text not null,
      started_at timestamptz(3) not null,
      duration_ms int not null,
      response_status int null,
      response_body text null,
      error text null
    )`);
    this.addSql('create index on integrations.webhook_attempts (webhook_id, created_at desc, id desc)');
    this.addSql('create index on integrations.webhook_attempts (message_id)');
    this.addSql('create index on integrations.sync_events (organization_id, occurred_at)');
    for (const table of ['webhooks', 'webhook_messages', 'webhook_attempts']) {
      for (const statement of tenantTable(`integrations.${table}`)) this.addSql(statement);
    }
    this.addSql(
      'create policy owner_sees_all on integrations.webhook_messages for select to current_user using (true)',
    );
    this.addSql(`create function integrations.stranded_webhook_messages(before timestamptz)
      returns table (organization_id uuid, message_id uuid)
      language sql stable security definer set search_path = '' as $$
        select m.organization_id, m.id from integrations.webhook_messages m
        where (m.status in ('PENDING', 'RETRYING') and m.next_attempt_at < before)
           or (m.status = 'SENDING' and m.lease_until < before)
        order by m.next_attempt_at limit 1000 $$`);
    this.addSql('revoke all on function integrations.stranded_webhook_messages(timestamptz) from public');
    this.addSql(`grant execute on function integrations.stranded_webhook_messages(timestamptz) to ${applicationRole}`);
  }
}
