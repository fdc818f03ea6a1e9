import { byId } from '../../platform/service/find-by-id.js';
import { personReference, referenceBy, referenceOfAnother } from '../../platform/service/references.js';
import type { SubgraphDefinition } from '../../platform/service/subgraph-definition.js';
import { Alert } from './alerts/alert.js';
import { AlertResolver } from './alerts/alert-resolver.js';
import { mailAlert } from './alerts/mail-alert.js';
import { watchAlerts } from './alerts/watch-alerts.js';
import { audit } from './audit.js';
import { ConnectionAdminResolver } from './connections/connection-admin-resolver.js';
import { AccessToken } from './entities/access-token.js';
import { Circuit } from './entities/circuit.js';
import { Connection } from './entities/connection.js';
import { Delivery } from './entities/delivery.js';
import { DeliveryAttempt } from './entities/delivery-attempt.js';
import { ExternalRecord } from './entities/external-record.js';
import { InboundWebhook } from './entities/inbound-webhook.js';
import { LookupAnswer } from './entities/lookup-answer.js';
import { SentPayload } from './entities/sent-payload.js';
import { SyncEvent } from './entities/sync-event.js';
import { checkExpectations } from './invariants/check-expectations.js';
import { Expectation } from './invariants/expectation.js';
import { InvariantResolver } from './invariants/invariant-resolver.js';
import { applyWebhook } from './jobs/apply-webhook.js';
import { askPartners } from './jobs/ask-partners.js';
import { cancelWaiting } from './jobs/cancel-waiting.js';
import { deliver, deliverToPartner } from './jobs/deliver.js';
import { drainConnection } from './jobs/drain-connection.js';
import { handleDomainEvents } from './jobs/handle-domain-events.js';
import { lookAtWaiting } from './jobs/look-at-waiting.js';
import { numberSyncEvents } from './jobs/number-sync-events.js';
import { pollVendorStatus } from './jobs/poll-vendor-status.js';
import { serveTroubledPartners } from './jobs/serve-troubled-partners.js';
import { sweepDeliveries } from './jobs/sweep-deliveries.js';
import { JourneyResolver, JourneyStepResolver } from './journeys/journey-resolver.js';
import { LineageResolver } from './lineage/lineage-resolver.js';
import { MarketingStatsResolver } from './marketing-stats/marketing-stats-resolver.js';
import { CreateIntegrations } from './migrations/001-create-integrations.js';
import { CreateOutboundWebhooks } from './migrations/002-create-outbound-webhooks.js';
import { CreateLookups } from './migrations/003-create-lookups.js';
import { CreateTraffic } from './migrations/004-create-traffic.js';
import { CreateOperations } from './migrations/005-create-operations.js';
import { LookAfterWebhooks } from './migrations/007-look-after-webhooks.js';
import { CreatePartners } from './migrations/008-create-partners.js';
import { CreateSyncLogs } from './migrations/009-create-sync-logs.js';
import { WatchTraffic } from './migrations/010-watch-traffic.js';
import { HoldDataKeys } from './migrations/011-hold-data-keys.js';
import { NumberSyncEventsWhenRead } from './migrations/012-number-sync-events-when-read.js';
import { AdmitInOneStatement } from './migrations/013-admit-in-one-statement.js';
import { CheckSentOutcomes } from './migrations/014-check-sent-outcomes.js';
import { ErasePeople } from './migrations/015-erase-people.js';
import { GivePartnersWebhooks } from './migrations/016-give-partners-webhooks.js';
import { DeliverAnySubject } from './migrations/017-deliver-any-subject.js';
import { KeepExternalRecords } from './migrations/018-keep-external-records.js';
import { OrderAnySubject } from './migrations/019-order-any-subject.js';
import { ApplyWebhooksEventByEvent } from './migrations/021-apply-webhooks-event-by-event.js';
import { CreateSignatures } from './migrations/022-create-signatures.js';
import { CreateTwoWay } from './migrations/023-create-two-way.js';
import { RegisterPartnerOperations } from './migrations/025-register-partner-operations.js';
import { CreateExpectations } from './migrations/026-create-expectations.js';
import { CutErasedLoose } from './migrations/027-cut-erased-loose.js';
import { NoteSlowVendors } from './migrations/028-note-slow-vendors.js';
import { KnowWhoseRequest } from './migrations/029-know-whose-request.js';
import { SweepWaiting } from './migrations/030-sweep-waiting.js';
import { MarkSilentDeliveries } from './migrations/031-mark-silent-deliveries.js';
import { OrchestrationResolver } from './orchestration/orchestration-resolver.js';
import { Webhook } from './outbound-webhooks/entities/webhook.js';
import { WebhookAttempt } from './outbound-webhooks/entities/webhook-attempt.js';
import { WebhookMessage } from './outbound-webhooks/entities/webhook-message.js';
import { checkWebhookSelections } from './outbound-webhooks/jobs/check-selections.js';
import { fanOutWebhooks } from './outbound-webhooks/jobs/fan-out-webhooks.js';
import { pruneWebhooks } from './outbound-webhooks/jobs/prune-webhooks.js';
import { recoverWebhookJob } from './outbound-webhooks/jobs/recover-webhook.js';
import { sendWebhook } from './outbound-webhooks/jobs/send-webhook.js';
import { sweepWebhooks } from './outbound-webhooks/jobs/sweep-webhooks.js';
import { OutboundWebhookResolver } from './outbound-webhooks/resolvers/webhook-resolver.js';
import { DistributionWebhookResolver } from './partner-view/distribution-webhook-resolver.js';
import {
  DistributedInterventionResolver,
  DistributionEventResolver,
  DistributionResolver,
} from './partner-view/partner-view-resolver.js';
import { Backfill } from './partners/backfill/backfill.js';
import { BackfillResolver } from './partners/backfill/backfill-resolver.js';
import { backfillPartner, sweepBackfills } from './partners/backfill/jobs.js';
import { PartnerResolver } from './partners/partner-resolver.js';
import { RegisteredOperation } from './partners/safelist/registered-operation.js';
import { SafelistResolver } from './partners/safelist/safelist-resolver.js';
import { PersonExport } from './privacy/person-export.js';
import { PersonExportResolver } from './privacy/person-export-resolver.js';
import { Replay } from './replay/replay.js';
import { replayDeliveries } from './replay/replay-job.js';
import { ReplayResolver } from './replay/replay-resolver.js';
import { sweepReplays } from './replay/sweep-replays.js';
import { ConnectionResolver } from './resolvers/connection-resolver.js';
import { DeliveryResolver } from './resolvers/delivery-resolver.js';
import { InterventionSyncResolver } from './resolvers/intervention-resolver.js';
import { LookupResolver } from './resolvers/lookup-resolver.js';
import { resolveConnection, resolveDelivery, resolveIntervention, resolveSyncEvent } from './resolvers/references.js';
import { SyncEventResolver } from './resolvers/sync-event-resolver.js';
import { Intervention } from './resolvers/types.js';
import { WebhookResolver } from './resolvers/webhook-resolver.js';
import { pruneRecords } from './retention/prune-records.js';
import { sealedColumns } from './sealed-columns.js';
import type { IntegrationsServices } from './services.js';
import { keepSignedDocuments } from './signatures/keep-documents.js';
import { pollSignatures } from './signatures/poll-signatures.js';
import { remindSignatures } from './signatures/remind-signatures.js';
import { Signature } from './signatures/signature.js';
import { SignatureResolver } from './signatures/signature-resolver.js';
import {
  InterventionSignatureResolver,
  QuoteSignatureResolver,
  TermsSignatureResolver,
} from './signatures/subject-signatures-resolver.js';
import { ExternalRecordResolver } from './subjects/external-record-resolver.js';
import { subjectResolvers } from './subjects/subject-resolvers.js';
import { subjects } from './subjects/types.js';
import { ConnectionSyncResolver } from './sync-logs/connection-sync-resolver.js';
import { sweepSyncs } from './sync-logs/sweep-syncs.js';
import { syncConnection } from './sync-logs/sync-job.js';
import { SyncLog } from './sync-logs/sync-log.js';
import { SyncLogResolver } from './sync-logs/sync-log-resolver.js';
import { Conflict } from './two-way/conflict.js';
import { ConflictResolver } from './two-way/conflict-resolver.js';
import { pullRecord } from './two-way/pull-record.js';
import { pullRecords } from './two-way/pull-records.js';
import { ContactEdgeResolver } from './vendor-edges/contact-edge-resolver.js';
import { InvoiceEdgesResolver } from './vendor-edges/invoice-edges-resolver.js';

/** Everything between the hub and the vendors: connections, flows, deliveries, webhooks and the events that tell of them. */
export const integrations = {
  name: 'integrations',
  schema: 'integrations',
  entities: [
    Connection,
    Circuit,
    AccessToken,
    Delivery,
    DeliveryAttempt,
    SentPayload,
    ExternalRecord,
    SyncEvent,
    InboundWebhook,
    Replay,
    Backfill,
    RegisteredOperation,
    Alert,
    LookupAnswer,
    SyncLog,
    Signature,
    Conflict,
    Expectation,
    Webhook,
    WebhookMessage,
    WebhookAttempt,
  ],
  sealedColumns,
  migrations: [
    { name: '001-create-integrations', class: CreateIntegrations },
    { name: '002-create-outbound-webhooks', class: CreateOutboundWebhooks },
    { name: '003-create-lookups', class: CreateLookups },
    { name: '004-create-traffic', class: CreateTraffic },
    { name: '005-create-operations', class: CreateOperations },
    { name: '007-look-after-webhooks', class: LookAfterWebhooks },
    { name: '008-create-partners', class: CreatePartners },
    { name: '009-create-sync-logs', class: CreateSyncLogs },
    { name: '010-watch-traffic', class: WatchTraffic },
    { name: '011-hold-data-keys', class: HoldDataKeys },
    { name: '012-number-sync-events-when-read', class: NumberSyncEventsWhenRead },
    { name: '013-admit-in-one-statement', class: AdmitInOneStatement },
    { name: '014-check-sent-outcomes', class: CheckSentOutcomes },
    { name: '015-erase-people', class: ErasePeople },
    { name: '016-give-partners-webhooks', class: GivePartnersWebhooks },
    { name: '017-deliver-any-subject', class: DeliverAnySubject },
    { name: '018-keep-external-records', class: KeepExternalRecords },
    { name: '019-order-any-subject', class: OrderAnySubject },
    { name: '021-apply-webhooks-event-by-event', class: ApplyWebhooksEventByEvent },
    { name: '022-create-signatures', class: CreateSignatures },
    { name: '023-create-two-way', class: CreateTwoWay },
    { name: '025-register-partner-operations', class: RegisterPartnerOperations },
    { name: '026-create-expectations', class: CreateExpectations },
    { name: '027-cut-erased-loose', class: CutErasedLoose },
    { name: '028-note-slow-vendors', class: NoteSlowVendors },
    { name: '029-know-whose-request', class: KnowWhoseRequest },
    { name: '030-sweep-waiting', class: SweepWaiting },
    { name: '031-mark-silent-deliveries', class: MarkSilentDeliveries },
  ],
  access: {
    shows: ['integrations:read', 'integrations:write', 'connections:admin', 'webhooks:admin'],
    adds: 'integrations:read',
    foreign: ['Intervention', 'Quote', 'TermsAcceptance', 'Invoice', 'Payment', 'Customer', 'Contact', 'Lead'],
  },
  audit,
  resolvers: [
    DeliveryResolver,
    OrchestrationResolver,
    ConnectionResolver,
    ConnectionAdminResolver,
    ConnectionSyncResolver,
    SyncLogResolver,
    InterventionSyncResolver,
    SyncEventResolver,
    WebhookResolver,
    SignatureResolver,
    ConflictResolver,
    QuoteSignatureResolver,
    TermsSignatureResolver,
    InterventionSignatureResolver,
    ...subjectResolvers,
    InvoiceEdgesResolver,
    ContactEdgeResolver,
    ExternalRecordResolver,
    ReplayResolver,
    PartnerResolver,
    SafelistResolver,
    BackfillResolver,
    LineageResolver,
    JourneyResolver,
    JourneyStepResolver,
    InvariantResolver,
    AlertResolver,
    OutboundWebhookResolver,
    LookupResolver,
    MarketingStatsResolver,
    DistributionResolver,
    DistributedInterventionResolver,
    DistributionEventResolver,
    PersonExportResolver,
    DistributionWebhookResolver,
  ],
  orphanedTypes: [Intervention, ...subjects, PersonExport],
  references: {
    Intervention: resolveIntervention,
    Quote: referenceOfAnother,
    TermsAcceptance: referenceOfAnother,
    Invoice: referenceOfAnother,
    Payment: referenceOfAnother,
    Customer: referenceOfAnother,
    Contact: referenceOfAnother,
    Lead: referenceOfAnother,
    Signature: referenceBy(byId(Signature)),
    Delivery: resolveDelivery,
    Connection: resolveConnection,
    SyncEvent: resolveSyncEvent,
    PersonExport: personReference,
  },
  jobs: [
    handleDomainEvents,
    ...deliver,
    deliverToPartner,
    askPartners,
    serveTroubledPartners,
    drainConnection,
    cancelWaiting,
    lookAtWaiting,
    syncConnection,
    sweepSyncs,
    applyWebhook,
    pullRecord,
    pullRecords,
    pollSignatures,
    remindSignatures,
    keepSignedDocuments,
    sweepDeliveries,
    numberSyncEvents,
    pollVendorStatus,
    replayDeliveries,
    sweepReplays,
    backfillPartner,
    sweepBackfills,
    pruneRecords,
    checkExpectations,
    watchAlerts,
    mailAlert,
    fanOutWebhooks,
    sendWebhook,
    recoverWebhookJob,
    sweepWebhooks,
    checkWebhookSelections,
    pruneWebhooks,
  ],
} satisfies SubgraphDefinition<IntegrationsServices>;
