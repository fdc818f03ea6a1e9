import { createHash } from 'node:crypto';
import type { Field, Role, Template } from './model.js';

const createdAt = '2025-01-06T08:00:00.000Z';

/** A UUID that is the same in every run, so that what is seeded can be configured. */
function fixedUuid(of: string): string {
  const hex = createHash('sha256').update(of).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** Fields as [role, name, type, required]. */
type SeededField = readonly [role: string, name: string, type: string, required: boolean];

function template(id: number, externalId: string, name: string, seeded: readonly SeededField[]): Template {
  const document = { uuid: fixedUuid(`${externalId} document`), name, bytes: null };
  const roleNames = [...new Set(seeded.map(([role]) => role))];
  const roles: Role[] = roleNames.map((role) => ({ name: role, uuid: fixedUuid(`${externalId} ${role}`) }));
  const fields: Field[] = seeded.map(([role, field, type, required], index) => ({
    uuid: fixedUuid(`${externalId} ${role} ${field}`),
    submitter_uuid: fixedUuid(`${externalId} ${role}`),
    name: field,
    type,
    required,
    preferences: {},
    areas: [{ x: 0.1, y: 0.1 + index * 0.08, w: 0.3, h: 0.04, attachment_uuid: document.uuid, page: 0 }],
  }));
  const slug = createHash('sha256').update(externalId).digest('base64url').slice(0, 14);
  return {
    id,
    slug,
    name,
    external_id: externalId,
    created_at: createdAt,
    updated_at: createdAt,
    roles,
    fields,
    document,
  };
}

/** What the account has: a quote, general terms with a box to tick, and a contract that two parties sign. */
export const templates: readonly Template[] = [
  template(1, 'quote', 'Devis', [
    ['Client', 'Name', 'text', true],
    ['Client', 'Date', 'date', true],
    ['Client', 'Signature', 'signature', true],
  ]),
  template(2, 'terms', 'Conditions générales de vente', [
    ['Client', 'Terms accepted', 'checkbox', true],
    ['Client', 'Signature', 'signature', true],
  ]),
  template(3, 'contract', 'Contrat', [
    ['Client', 'Name', 'text', true],
    ['Client', 'Signature', 'signature', true],
    ['Installer', 'Signature', 'signature', true],
  ]),
];
