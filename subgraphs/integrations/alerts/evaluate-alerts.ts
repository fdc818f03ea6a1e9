import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import type { IntegrationsServices } from '../services.js';
import { appendSyncEvent } from '../sync-events/append-sync-event.js';
import { Alert } from './alert.js';
import { alertMailQueue } from './alert-mail-queue.js';
import { alertRules } from './rules.js';

/** Raises what is newly wrong in the organization and resolves what no longer is. Run by many at once, each is said once. */
export async function evaluateAlerts(
  unit: UnitOfWork,
  { alertMail }: Pick<IntegrationsServices, 'alertMail'>,
): Promise<void> {
  const { em, caller } = unit;
  const { organizationId } = caller;
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`alerts:${organizationId}`]);
  const now = unit.now();
  const open = new Map((await em.find(Alert, { resolvedAt: null })).map((alert) => [keyOf(alert), alert]));
  const raised: Alert[] = [];
  for (const { name: rule, severity, advice, find } of alertRules) {
    for (const { subject_id: subjectId, connector, since, detail } of await find(em, now)) {
      if (open.delete(keyOf({ rule, subjectId }))) continue;
      const about = { organizationId, rule, severity, subjectId, connector, advice };
      const message = `${connector ?? 'webhook'}: ${rule.replaceAll('-', ' ')} (${detail})`;
      raised.push(em.create(Alert, { ...about, message, since: new Date(since), raisedAt: now, createdAt: now }));
    }
  }
  const resolved = [...open.values()];
  for (const alert of resolved) alert.resolvedAt = now;
  await em.flush();
  const news = [
    ...raised.map((alert) => ({ alert, type: 'alert.raised' as const, message: alert.message })),
    ...resolved.map((alert) => ({ alert, type: 'alert.resolved' as const, message: `over: ${alert.message}` })),
  ];
  if (alertMail) {
    for (const { alert, type } of news) {
      await unit.enqueue(alertMailQueue, { organizationId, alertId: alert.id, type });
    }
  }
  for (const { alert, type, message } of news) {
    await appendSyncEvent(unit, { type, message, ...(alert.connector && { connector: alert.connector }) });
  }
}

const keyOf = ({ rule, subjectId }: Pick<Alert, 'rule' | 'subjectId'>) => `${rule} ${subjectId}`;
