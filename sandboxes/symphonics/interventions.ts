import { randomInt } from 'node:crypto';
import { Refusal } from '../kit/refusal.js';
import { type InterventionPayload, type InterventionUpdate, vendorTime } from './wire.js';

/** An intervention as the vendor keeps it. */
export interface StoredIntervention {
  readonly id: string;
  readonly external_id: string;
  status: string;
  readonly created_at: string;
  updated_at: string;
  /** What was sent on creation, with the documents and photos added since. */
  readonly payload: InterventionPayload;
}

const dayMs = 24 * 60 * 60_000;

/** The interventions the vendor holds, each external_id once. */
export class Interventions {
  private readonly now: () => number;
  private readonly byId = new Map<string, StoredIntervention>();
  private readonly byExternalId = new Map<string, StoredIntervention>();

  constructor(now: () => number) {
    this.now = now;
  }

  /** @throws Refusal 409 when the external_id is taken */
  create(payload: InterventionPayload): StoredIntervention {
    if (this.findByExternalId(payload.external_id)) {
      const details = [{ field: 'external_id', message: 'An intervention with this external_id already exists' }];
      throw new Refusal(409, 'The intervention already exists', { details });
    }
    const at = vendorTime(this.now());
    const intervention: StoredIntervention = {
      id: this.freeId(),
      external_id: payload.external_id,
      status: 'created',
      created_at: at,
      updated_at: at,
      payload: structuredClone(payload),
    };
    this.byId.set(intervention.id, intervention);
    this.byExternalId.set(intervention.external_id, intervention);
    return intervention;
  }

  /** @throws Refusal 404 */
  get(id: string): StoredIntervention {
    const intervention = this.byId.get(id);
    if (!intervention) throw new Refusal(404, 'The requested intervention was not found');
    return intervention;
  }

  find(id: string): StoredIntervention | undefined {
    return this.byId.get(id);
  }

  findByExternalId(externalId: string): StoredIntervention | undefined {
    return this.byExternalId.get(externalId);
  }

  list(): StoredIntervention[] {
    return [...this.byId.values()];
  }

  append(intervention: StoredIntervention, { documents, photos }: InterventionUpdate): void {
    intervention.payload.documents.push(...documents);
    intervention.payload.photos.push(...photos);
    intervention.updated_at = vendorTime(this.now());
  }

  changeStatus(intervention: StoredIntervention, status: string): void {
    intervention.status = status;
    intervention.updated_at = vendorTime(this.now());
  }

  clear(): void {
    this.byId.clear();
    this.byExternalId.clear();
  }

  /** Random, so that a restarted sandbox does not give one id to two interventions of the same caller. */
  private freeId(): string {
    const id = `sym_${randomInt(10_000_000, 100_000_000)}`;
    return this.byId.has(id) ? this.freeId() : id;
  }
}

/** The documented answer to "get status". Steps remain as long as the vendor has not decided. */
export function statusView({ id, external_id, status, created_at, updated_at }: StoredIntervention) {
  const undecided = status === 'created' || status === 'processing';
  const verification = {
    type: 'verification',
    status: 'pending',
    estimated_completion: vendorTime(Date.parse(created_at) + dayMs),
  };
  return { id, external_id, status, created_at, updated_at, next_steps: undecided ? [verification] : [] };
}
