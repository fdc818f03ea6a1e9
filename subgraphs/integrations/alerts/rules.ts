import type { EntityManager } from '../../../platform/database/database.js';
import { AlertSeverity } from './alert.js';

/** What a rule found: about whom, since when, and how it is. */
export interface Finding {
  subject_id: string;
  connector: string | null;
  since: Date | string;
  detail: string;
}

export interface AlertRule {
  name: string;
  severity: AlertSeverity;
  /** What to do about it. */
  advice: string;
  find(em: EntityManager, now: Date): Promise<Finding[]>;
}

const minuteMs = 60_000;
const before = (now: Date, ms: number) => new Date(now.getTime() - ms);

/** Attempts older than this say nothing of how a connection is now, in milliseconds: a week. */
const recentMs = 7 * 24 * 60 * minuteMs;
/** One refusal may be a token that ran out, which is renewed at once. */
const refusalsInRow = 2;
const failuresInRow = 5;
const waitingTooLongMs = 15 * minuteMs;

/** Connections whose last attempts all failed so. What a lost worker or a rate limit cut short is passed over. */
async function failingInRow(em: EntityManager, now: Date, count: number, condition: string): Promise<Finding[]> {
  return em.execute<Finding[]>(
    `select c.id as subject_id, c.connector, min(last.started_at) as since,
       (array_agg(coalesce(last.error_code, last.outcome) order by last.started_at desc))[1] as detail
     from integrations.connections c cross join lateral (
       select a.outcome, a.error_code, a.started_at
       from integrations.delivery_attempts a join integrations.deliveries d on d.id = a.delivery_id
       where d.connection_id = c.id and a.started_at > ?
         and a.outcome in ('SUCCEEDED', 'RETRYABLE', 'AUTHENTICATION', 'PERMANENT', 'UNKNOWN_OUTCOME')
       order by a.started_at desc, a.number desc limit ?) last
     where c.deleted_at is null group by c.id, c.connector having count(*) = ? and bool_and(${condition})`,
    [before(now, recentMs), count, count],
  );
}

/** Every rule; one open alert a rule and subject. */
export const alertRules: readonly AlertRule[] = [
  {
    name: 'authentication-failing',
    severity: AlertSeverity.CRITICAL,
    advice: 'Check the connection’s credentials with the vendor and save them anew; then replay what failed.',
    find: (em, now) => failingInRow(em, now, refusalsInRow, `last.outcome = 'AUTHENTICATION'`),
  },
  {
    name: 'failures-in-a-row',
    severity: AlertSeverity.WARNING,
    advice:
      'Look at the last attempts of its deliveries: the same error in all of them is the vendor’s or the mapping’s.',
    find: (em, now) => failingInRow(em, now, failuresInRow, `last.outcome <> 'SUCCEEDED'`),
  },
  {
    name: 'circuit-open',
    severity: AlertSeverity.CRITICAL,
    advice:
      'Nothing is lost: deliveries go on by themselves once the vendor answers. If it does already, reset the circuit.',
    find: (em, now) =>
      em.execute<Finding[]>(
        `select c.id as subject_id, c.connector, coalesce(k.opened_at, ?) as since, k.failures || ' failures in a row' as detail
         from integrations.circuits k join integrations.connections c on c.id = k.connection_id
         where k.state <> 'CLOSED' and c.deleted_at is null`,
        [now],
      ),
  },
  {
    name: 'waiting-too-long',
    severity: AlertSeverity.WARNING,
    advice: 'See in the health whether the budget is used up, the circuit open or the connection paused.',
    // What waits for a dossier to be mended is flagged on the intervention itself, and may well take weeks.
    find: (em, now) =>
      em.execute<Finding[]>(
        `select d.connection_id as subject_id, d.connector, min(coalesce(d.taken_up_at, d.created_at)) as since,
           count(*) || ' in all; the oldest for: ' ||
             (array_agg(coalesce(d.blocked_by, 'a worker') order by coalesce(d.taken_up_at, d.created_at)))[1] as detail
         from integrations.deliveries d
         where (d.status in ('PENDING', 'SENDING', 'RETRYING') or (d.status = 'BLOCKED' and d.waits_for is distinct from 'dossier'))
           and coalesce(d.taken_up_at, d.created_at) < ?
         group by d.connection_id, d.connector`,
        [before(now, waitingTooLongMs)],
      ),
  },
  {
    name: 'invariant-broken',
    severity: AlertSeverity.WARNING,
    advice:
      'See invariantBreaches, and the journey of each: what stands still there says why, and replayJourney asks for what is missing.',
    // One for each vendor, however many subjects are behind.
    find: (em) =>
      em.execute<Finding[]>(
        `select c.id as subject_id, e.connector, min(e.breached_at) as since,
           count(*) || ' in all: ' || string_agg(distinct e.invariant, ', ') as detail
         from integrations.expectations e
         cross join lateral (
           select c.id from integrations.connections c where c.connector = e.connector and c.deleted_at is null
           order by c.created_at, c.id limit 1) c
         where e.breached_at is not null and e.resolved_at is null group by c.id, e.connector`,
      ),
  },
  {
    name: 'webhook-disabled',
    severity: AlertSeverity.WARNING,
    advice: 'Mend the receiver, set the webhook active again, and recover what it missed.',
    find: (em, now) =>
      em.execute<Finding[]>(
        `select w.id as subject_id, null as connector, coalesce(w.failure_since, ?) as since, w.name || ': ' || w.disabled_reason as detail
         from integrations.webhooks w where not w.active and w.disabled_reason is not null`,
        [now],
      ),
  },
];
