import { Migration } from '@mikro-orm/migrations';

/** Holds the outcome that outlives its attempt to those that attempts have. */
export class CheckSentOutcomes extends Migration {
  override up(): void {
    this.addSql(`alter table integrations.sent_payloads add constraint sent_payloads_outcome_check
      check (outcome in ('RUNNING', 'SUCCEEDED', 'RETRYABLE', 'RATE_LIMITED', 'AUTHENTICATION', 'PERMANENT',
        'UNKNOWN_OUTCOME', 'INTERRUPTED'))`);
  }
}
