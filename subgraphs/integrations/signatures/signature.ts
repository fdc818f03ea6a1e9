import type { Opt } from '@mikro-orm/core';
import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { SubjectType } from '../../../platform/connectors/connector.js';
import { TenantEntity } from '../../../platform/database/tenant-entity.js';
import { SignatureState } from './signature-state.js';

export const SignatureKind = { QUOTE: 'QUOTE', TERMS: 'TERMS', CONTRACT: 'CONTRACT' } as const;
export type SignatureKind = (typeof SignatureKind)[keyof typeof SignatureKind];
registerEnumType(SignatureKind, { name: 'SignatureKind', description: 'What is to be signed.' });

export const SignatureLevel = { SES: 'SES', AES: 'AES', QES: 'QES' } as const;
export type SignatureLevel = (typeof SignatureLevel)[keyof typeof SignatureLevel];
registerEnumType(SignatureLevel, {
  name: 'SignatureLevel',
  description: 'How strong it is, by eIDAS: simple, advanced, qualified.',
});

export const SignerState = { WAITING: 'WAITING', VIEWED: 'VIEWED', SIGNED: 'SIGNED', DECLINED: 'DECLINED' } as const;
export type SignerState = (typeof SignerState)[keyof typeof SignerState];
registerEnumType(SignerState, { name: 'SignerState' });

export type SignatureSubject = Extract<SubjectType, 'quote' | 'terms-acceptance' | 'intervention'>;

/** As it is kept; the graph shows it with its address masked. */
export interface StoredSigner {
  name: string | null;
  email: string | null;
  state: SignerState;
  /** ISO 8601. */
  signedAt: string | null;
}

@ObjectType({ description: 'Something that happened to a signature.' })
export class SignatureStep {
  @Field(() => String, { description: 'When, ISO 8601.' })
  at!: string;

  @Field(() => String, { description: 'What, in a sentence.' })
  message!: string;

  /** What was heard of it, where that came from the vendor. */
  state?: SignatureState;
}

@Entity({ schema: 'integrations', tableName: 'signatures' })
@ObjectType({ description: 'A signature that a vendor was asked for, and how far it has come.' })
@Directive('@key(fields: "id")')
export class Signature extends TenantEntity {
  @Field(() => String, { description: 'What is signed: quote, terms-acceptance or intervention.' })
  @Property({ type: 'text' })
  subjectType!: SignatureSubject;

  @Field(() => ID)
  @Property({ type: 'uuid' })
  subjectId!: string;

  @Field(() => String, { description: 'What people know the subject by.' })
  @Property({ type: 'text' })
  subjectReference!: string;

  @Property({ type: 'uuid', nullable: true })
  interventionId: string | null = null;

  @Property({ type: 'uuid', nullable: true })
  companyId: string | null = null;

  @Field(() => SignatureKind)
  @Enum({ items: () => SignatureKind, type: 'text' })
  kind!: SignatureKind;

  @Field(() => SignatureLevel)
  @Enum({ items: () => SignatureLevel, type: 'text' })
  level!: SignatureLevel;

  @Field(() => SignatureState)
  @Enum({ items: () => Object.values(SignatureState), type: 'text' })
  state: SignatureState = SignatureState.REQUESTED;

  @Field(() => Date, { description: 'Since when, at the vendor.' })
  @Property({ type: 'timestamptz', length: 3 })
  stateAt!: Date;

  @Field(() => String, { nullable: true, description: 'Why it was declined, where that was said.' })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  @Field(() => String)
  @Property({ type: 'text' })
  connector!: string;

  @Property({ type: 'uuid' })
  connectionId!: string;

  /** The delivery that asked the vendor for it. */
  @Property({ type: 'uuid', nullable: true })
  deliveryId: string | null = null;

  @Field(() => String, { nullable: true, description: 'What the vendor calls it; null until it has it.' })
  @Property({ type: 'text', nullable: true })
  submissionId: string | null = null;

  @Property({ type: 'jsonb' })
  signers: StoredSigner[] & Opt = [];

  @Field(() => [SignatureStep], { description: 'Oldest first.' })
  @Property({ type: 'jsonb' })
  history: SignatureStep[] & Opt = [];

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  expiresAt: Date | null = null;

  @Field(() => Int)
  @Property({ type: 'integer' })
  remindersSent: number & Opt = 0;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  lastReminderAt: Date | null = null;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  nextReminderAt: Date | null = null;

  /** When the vendor was last heard of it, by whichever way. */
  @Property({ type: 'timestamptz', length: 3 })
  heardAt!: Date;

  @Field(() => ID, { nullable: true, description: 'The signed document, once it is kept here.' })
  @Property({ type: 'uuid', nullable: true })
  signedFileId: string | null = null;

  @Field(() => ID, { nullable: true, description: 'The vendor’s trail of who did what when, once it is kept here.' })
  @Property({ type: 'uuid', nullable: true })
  auditFileId: string | null = null;

  @Field(() => String, { description: 'Who or what asked for it.' })
  @Property({ type: 'text' })
  requestedBy!: string;

  /** Since when no news of it are taken in, as the person who signs was erased. */
  @Property({ type: 'timestamptz', length: 3, nullable: true })
  erasedAt: Date | null = null;
}
