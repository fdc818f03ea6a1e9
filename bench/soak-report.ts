import { busiestMinute } from './soak-budget.js';
import type { SoakOptions } from './soak-options.js';
import type { WaitingHub } from './waiting-hub.js';

/**
 * What became of the deliveries, from both sides: what the hub has on record and what the vendor holds.
 * @returns `sound`: nothing was lost, nothing is there twice, and whatever was given up says why
 */
export async function soakReport(
  hub: WaitingHub,
  { deliveries, kills, workers, databaseRestarts, perMinute }: SoakOptions,
  { tookMs, byHand }: { tookMs: number; byHand: readonly number[] },
): Promise<{ text: string; sound: boolean }> {
  const { sql, sandbox } = hub;
  const statuses = await sql<{ status: string; count: number }>(
    'select status, count(*)::int from integrations.deliveries group by status order by status',
  );
  const outcomes = await sql<{ outcome: string; count: number }>(
    'select outcome, count(*)::int from integrations.delivery_attempts group by outcome order by outcome',
  );
  const failed = await sql<{ subject_reference: string; blocked_by: string | null; last_error: string | null }>(
    `select subject_reference, blocked_by, last_error from integrations.deliveries where status = 'FAILED'`,
  );
  const expected = await sql<{ reference: string; status: string }>(
    'select reference, status from interventions.interventions',
  );

  const held = sandbox.state().interventions.map(({ external_id }) => external_id);
  const there = new Set(held);
  const reviewed = new Set(failed.filter((one) => one.blocked_by).map((one) => one.subject_reference));
  const lost = expected.filter(({ reference }) => !there.has(reference) && !reviewed.has(reference));
  const untold = expected.filter(({ reference, status }) => status !== 'PUBLISHED' && !reviewed.has(reference));
  const creates = sandbox.requests({ method: 'POST', path: '/crm/interventions' });
  const repeated = creates.filter(({ status }) => status === 409).length;
  const running = outcomes.find(({ outcome }) => outcome === 'RUNNING')?.count ?? 0;
  const silent = failed.length - reviewed.size;
  const seconds = tookMs / 1_000;

  const counts = (rows: readonly { count: number }[], name: (index: number) => string | undefined) =>
    rows.map(({ count }, index) => `${name(index)} ${count}`).join(', ') || 'none';
  const lines = [
    '',
    `${deliveries} deliveries, ${workers} workers at a time, ${kills} killed with SIGKILL, ${databaseRestarts} immediate restarts of PostgreSQL`,
    `settled in ${seconds.toFixed(1)} s, ${(deliveries / seconds).toFixed(1)} a second`,
    `deliveries   ${counts(statuses, (index) => statuses[index]?.status)}`,
    `attempts     ${counts(outcomes, (index) => outcomes[index]?.outcome)}`,
    `lost         ${lost.length}`,
    `duplicates   ${held.length - there.size} held twice by the vendor, ${repeated} sent again though it had them`,
    `untold       ${untold.length} interventions that are at the vendor and do not know it`,
    `for review   ${failed.length}`,
    ...failed.map(
      (one) => `             ${one.subject_reference}: ${one.blocked_by ?? 'no reason'}; ${one.last_error}`,
    ),
    ...(perMinute
      ? [
          `budget       ${perMinute} a minute; at most ${busiestMinute(hub)} in any 60 s at the vendor`,
          `by hand      ${byHand.map((ms) => `${ms} ms`).join(', ')} after there was room in the budget`,
        ]
      : []),
    '',
  ];
  const kept = !perMinute || busiestMinute(hub) <= perMinute;
  const sound = kept && lost.length + untold.length + running + silent + (held.length - there.size) === 0;
  return { text: `${lines.join('\n')}\n`, sound };
}
