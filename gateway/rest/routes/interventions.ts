import { NotFoundError } from '../../../platform/errors/errors.js';
import {
  AddToDossierDocument,
  ChangeInterventionStatusDocument,
  CreateInterventionDocument,
  InterventionDocument,
  InterventionHistoryDocument,
  InterventionSyncStatusDocument,
  InterventionsDocument,
  PublishInterventionDocument,
  SignDocumentDocument,
  UpdateInterventionDocument,
} from '../../../schema/operations.js';
import { defaultBody, onlyReads, type Route, route } from '../route.js';

const path = '/api/v1/interventions';
const tag = 'Interventions';
const read = { tag, scopes: ['interventions:read'], audit: onlyReads } as const;
const write = { tag, scopes: ['interventions:write'] } as const;
const nothing = () => new NotFoundError('There is no such intervention.');

/** Dossiers: work done, or to be done, at a customer's home. They are cancelled, never deleted. */
export const interventionRoutes: readonly Route[] = [
  route({ ...read, method: 'GET', path, summary: 'Lists dossiers.', document: InterventionsDocument }),
  route({
    ...write,
    method: 'POST',
    path,
    summary: 'Takes a dossier in, as a draft; it may still be incomplete.',
    audit: 'intervention.created',
    document: CreateInterventionDocument,
    status: 201,
    place: path,
    example: {
      reference: 'INT-2025-0042',
      beneficiary: { firstName: 'Camille', lastName: 'Durand', email: 'camille@durand.example', phone: '+33612345678' },
      site: { address: '3 rue des Lilas', postalCode: '69003', city: 'Lyon', pdl: '12345678901234' },
      operations: [{ code: 'BAR-TH-173', name: 'Thermostat', quantity: 1 }],
      products: [{ name: 'Thermostat', model: 'T-100', quantity: 1 }],
    },
  }),
  route({ ...read, method: 'GET', path: `${path}/:id`, summary: 'Shows a dossier.', document: InterventionDocument }),
  route({
    ...write,
    method: 'PATCH',
    path: `${path}/:id`,
    summary: 'Changes what is given of a dossier; a list replaces the whole list.',
    audit: 'intervention.updated',
    document: UpdateInterventionDocument,
    example: { site: { address: '5 rue des Lilas', postalCode: '69003', city: 'Lyon', pdl: '12345678901234' } },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/status`,
    summary: 'Moves a dossier on, or cancels it.',
    audit: 'intervention.status-changed',
    document: ChangeInterventionStatusDocument,
    example: { status: 'SCHEDULED' },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/dossier`,
    summary: 'Adds documents and photos to those that are there.',
    audit: 'intervention.dossier-extended',
    document: AddToDossierDocument,
    example: { documents: [{ type: 'contract', url: 'https://files.example/contract.pdf' }], photos: [] },
  }),
  route({
    ...write,
    method: 'POST',
    path: `${path}/:id/signatures`,
    summary: 'Notes that the beneficiary signed a document; now, unless told when.',
    audit: 'intervention.document-signed',
    document: SignDocumentDocument,
    example: { type: 'contract', signedAt: '2025-03-04T10:15:00.000Z' },
  }),
  route({
    ...read,
    method: 'GET',
    path: `${path}/:id/history`,
    summary: 'Who changed what, newest first.',
    document: InterventionHistoryDocument,
    body({ intervention }) {
      if (!intervention) throw nothing();
      return defaultBody(intervention);
    },
  }),
  route({
    tag,
    method: 'POST',
    path: '/api/interventions/:id/publish',
    summary: 'Sends a dossier to Symphonics; answers with the delivery, which the workers take up.',
    description: 'Asked again, it answers with the same delivery: the dossier is sent once.',
    scopes: ['integrations:write'],
    audit: 'intervention.publish-requested',
    document: PublishInterventionDocument,
    status: 202,
  }),
  route({
    tag,
    method: 'GET',
    path: '/api/interventions/:id/sync-status',
    summary: 'How far a dossier has come on its way to Symphonics, with every attempt.',
    scopes: ['interventions:read', 'integrations:read'],
    audit: onlyReads,
    document: InterventionSyncStatusDocument,
    body({ intervention }) {
      if (!intervention) throw nothing();
      const { syncStatus, ...about } = intervention;
      return { intervention: about, ...syncStatus };
    },
  }),
];
