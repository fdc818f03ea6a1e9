import type { Value } from './wire.js';

/** A field to be filled in, of a template or of one document. */
export interface Field {
  readonly uuid: string;
  readonly submitter_uuid: string;
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly preferences: Record<string, unknown>;
  readonly areas: readonly {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
    readonly page: number;
    readonly attachment_uuid: string;
  }[];
}

/** A party a template or a one-off document asks for. */
export interface Role {
  readonly name: string;
  readonly uuid: string;
}

/** A document to sign; `bytes` is null when it was given as a link. */
export interface SourceDocument {
  readonly uuid: string;
  readonly name: string;
  readonly bytes: Buffer | null;
}

export interface Template {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly external_id: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly roles: readonly Role[];
  readonly fields: readonly Field[];
  readonly document: SourceDocument;
}

export interface SubmissionEvent {
  readonly id: number;
  readonly submitter_id: number;
  readonly event_type: string;
  readonly event_timestamp: string;
  readonly data: Record<string, unknown>;
}

export interface Submitter {
  readonly id: number;
  readonly submission_id: number;
  readonly uuid: string;
  readonly slug: string;
  readonly role: string;
  /** Whose turn it is, where the order is preserved: the lowest of those who have not signed. */
  readonly order: number;
  email: string | null;
  name: string | null;
  phone: string | null;
  external_id: string | null;
  metadata: Record<string, unknown>;
  preferences: Record<string, unknown>;
  values: { field: string; value: Value }[];
  sent_at: string | null;
  opened_at: string | null;
  completed_at: string | null;
  declined_at: string | null;
  decline_reason: string | null;
  readonly created_at: string;
  updated_at: string;
}

export interface Submission {
  readonly id: number;
  readonly name: string | null;
  readonly slug: string;
  readonly source: 'api';
  readonly submitters_order: 'preserved' | 'random';
  /** The template's, null for a document of the caller's own. */
  readonly template: Template | null;
  readonly fields: readonly Field[];
  readonly documents: readonly SourceDocument[];
  readonly variables: Record<string, unknown>;
  readonly submitters: Submitter[];
  readonly events: SubmissionEvent[];
  expire_at: string | null;
  archived_at: string | null;
  readonly created_at: string;
  updated_at: string;
}

export type SubmitterStatus = 'awaiting' | 'sent' | 'opened' | 'completed' | 'declined';
export type SubmissionStatus = 'pending' | 'completed' | 'declined' | 'expired';

export function submitterStatus(submitter: Submitter): SubmitterStatus {
  if (submitter.declined_at) return 'declined';
  if (submitter.completed_at) return 'completed';
  if (submitter.opened_at) return 'opened';
  return submitter.sent_at ? 'sent' : 'awaiting';
}

/** Completed when everybody has, declined when anybody did, expired when its time is over before that. */
export function submissionStatus({ submitters, expire_at }: Submission, now: number): SubmissionStatus {
  if (submitters.every(({ completed_at }) => completed_at)) return 'completed';
  if (submitters.some(({ declined_at }) => declined_at)) return 'declined';
  return expire_at !== null && Date.parse(expire_at) <= now ? 'expired' : 'pending';
}

/** When the last one signed; null as long as anyone has not. */
export function completedAt({ submitters }: Submission): string | null {
  const times = submitters.flatMap(({ completed_at }) => completed_at ?? []);
  return times.length === submitters.length ? (times.sort().at(-1) ?? null) : null;
}
