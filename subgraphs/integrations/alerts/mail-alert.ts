import type { z } from 'zod';
import { defineJob } from '../../../platform/jobs/job.js';
import type { IntegrationsServices } from '../services.js';
import { Alert } from './alert.js';
import { alertMailQueue } from './alert-mail-queue.js';

/** Tells of an alert by e-mail: what, since when, and what to do. A mail server that does not take it is tried again. */
export const mailAlert = defineJob<z.infer<typeof alertMailQueue.payload>, IntegrationsServices>({
  ...alertMailQueue,
  async run({ organizationId, alertId, type }, { alertMail, database }) {
    const alert = await database.read(organizationId, (em) => em.findOne(Alert, { id: alertId }));
    if (!alertMail || !alert) return;
    const isOver = type === 'alert.resolved';
    const lines = [
      alert.message,
      '',
      `Since: ${alert.since.toISOString()}`,
      ...(isOver && alert.resolvedAt ? [`Over: ${alert.resolvedAt.toISOString()}`] : [`What to do: ${alert.advice}`]),
      `Organization: ${organizationId}`,
      `Alert: ${alert.id}`,
    ];
    const subject = `[Passerelle] ${isOver ? 'Over' : alert.severity}: ${alert.message}`;
    await alertMail.send({ id: `${alert.id}.${type}`, subject, text: lines.join('\n') });
  },
});
