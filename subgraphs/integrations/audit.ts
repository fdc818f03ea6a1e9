import { type AuditTable, notAudited } from '../../platform/audit/declarations.js';

const onRecordElsewhere = notAudited('Each request and answer is on record with its delivery.');
const housekeeping = notAudited('It puts back what was lost, or forgets what is old; nobody decided it.');
const followsARequest = notAudited('It carries out what is on record where it was asked for.');

/** What the audit log says of everything that can be done here. */
export const audit = {
  mutations: {
    acknowledgeAlert: 'alert.acknowledged',
    createWebhook: 'webhook.created',
    updateWebhook: 'webhook.updated',
    deleteWebhook: 'webhook.deleted',
    rotateWebhookSecret: 'webhook.secret-rotated',
    testWebhook: 'webhook.tested',
    retryWebhookMessage: 'webhook.message-retried',
    recoverWebhook: 'webhook.recovered',
    createPartner: 'partner.created',
    updatePartner: 'partner.updated',
    deletePartner: 'partner.deleted',
    backfillPartner: 'partner.backfill-started',
    replayDeliveries: 'delivery.replay-started',
    replayWebhook: 'inbound-webhook.replayed',
    saveConnection: 'connection.saved',
    pauseConnection: 'connection.paused',
    resumeConnection: 'connection.resumed',
    resetCircuit: 'connection.circuit-reset',
    publishIntervention: 'intervention.publish-requested',
    retryDelivery: 'delivery.retried',
    cancelDelivery: 'delivery.cancelled',
    receiveWebhook: notAudited('A vendor called; what came is kept among the received webhooks.'),
  },
  personalReads: ['previewDelivery', 'inboundWebhooks', 'validatePdl', 'lookupPdl', 'validateUser', 'fieldLineage'],
  jobs: {
    'domain-events-integrations': notAudited('It runs the flows; what comes of it is told by sync events.'),
    deliver: onRecordElsewhere,
    'deliver-to-partner': onRecordElsewhere,
    'drain-connection': onRecordElsewhere,
    'apply-webhook': notAudited('The received webhook says what became of it.'),
    'sweep-deliveries': housekeeping,
    'number-sync-events': housekeeping,
    'poll-vendor-status': onRecordElsewhere,
    'ask-partners': followsARequest,
    'replay-deliveries': followsARequest,
    'sweep-replays': housekeeping,
    'backfill-partner': followsARequest,
    'sweep-backfills': housekeeping,
    'prune-records': housekeeping,
    'watch-alerts': notAudited('What it raises is kept as an alert.'),
    'mail-alert': followsARequest,
    'fan-out-webhooks': followsARequest,
    'send-webhook': notAudited('Each attempt is on record with its webhook.'),
    'recover-webhook': followsARequest,
    'sweep-webhooks': housekeeping,
    'check-webhook-selections': notAudited('What it disables is told by a sync event.'),
    'prune-webhooks': housekeeping,
  },
} satisfies AuditTable;
