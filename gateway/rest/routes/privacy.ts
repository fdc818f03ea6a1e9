import {
  ErasePersonDocument,
  ErasureDocument,
  ErasuresDocument,
  ExportPersonDocument,
  HoldPersonDocument,
  HoldsDocument,
  ReleaseHoldDocument,
} from '../../../schema/operations.js';
import { onlyReads, type Route, route } from '../route.js';

const path = '/api/v1/privacy';
const erasures = `${path}/erasures`;
const holds = `${path}/holds`;
const admin = { tag: 'Privacy', scopes: ['privacy:admin'] } as const;
const named = 'The person is named by `interventionId` or by `email`, one of the two.';

/** What the hub holds on a person: told, taken out, or kept from being taken out. */
export const privacyRoutes: readonly Route[] = [
  route({
    ...admin,
    method: 'POST',
    path: `${path}/exports`,
    summary: 'Gathers everything the hub holds on a person into one document.',
    description: `${named} Nothing of it is kept; it is on record that it was asked for.`,
    audit: 'person.exported',
    document: ExportPersonDocument,
    example: { email: 'ada@example.org' },
  }),
  route({
    ...admin,
    method: 'POST',
    path: erasures,
    summary: 'Takes the data of a person out of the hub.',
    description: `${named} The dossiers are empty at once, the rest follows: \`waitingFor\` says who is not done yet. Refused with PERSON_HELD while a hold stands.`,
    audit: 'person.erasure-requested',
    document: ErasePersonDocument,
    status: 202,
    place: erasures,
    example: { email: 'ada@example.org' },
  }),
  route({
    ...admin,
    method: 'GET',
    path: erasures,
    summary: 'Lists erasures, newest first.',
    audit: onlyReads,
    document: ErasuresDocument,
  }),
  route({
    ...admin,
    method: 'GET',
    path: `${erasures}/:id`,
    summary: 'Shows how far an erasure has come: what was erased, what was kept and why, who had been sent the data.',
    audit: onlyReads,
    document: ErasureDocument,
  }),
  route({
    ...admin,
    method: 'GET',
    path: holds,
    summary: 'Lists what keeps persons’ data from being erased, newest first.',
    audit: onlyReads,
    document: HoldsDocument,
  }),
  route({
    ...admin,
    method: 'POST',
    path: holds,
    summary: 'Keeps a person’s data from being erased.',
    description: named,
    audit: 'hold.placed',
    document: HoldPersonDocument,
    status: 201,
    example: { email: 'ada@example.org', reason: 'A dispute about invoice 2025-0007.' },
  }),
  route({
    ...admin,
    method: 'POST',
    path: `${holds}/:id/release`,
    summary: 'Ends a hold.',
    audit: 'hold.released',
    document: ReleaseHoldDocument,
  }),
];
