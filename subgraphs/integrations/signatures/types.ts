import type { FilterQuery } from '@mikro-orm/core';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { knownId } from '../../../platform/service/known-id.js';
import { connectionOf } from '../../../platform/service/pagination.js';
import { Signature, SignatureKind, SignatureLevel, SignerState } from './signature.js';
import { SignatureState } from './signature-state.js';

@ObjectType({ description: 'Somebody who is to sign.' })
export class Signer {
  @Field(() => String, { nullable: true })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'Masked: enough to know it again, not enough to write to it.' })
  email!: string | null;

  @Field(() => SignerState)
  state!: SignerState;

  @Field(() => Date, { nullable: true })
  signedAt!: Date | null;
}

@InputType()
export class SignerInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'E.164; what a qualified signature needs.' })
  phone?: string | null;
}

@InputType()
export class SignatureRequestInput {
  @Field(() => SignatureLevel, { nullable: true, description: 'Default: SES.' })
  level?: SignatureLevel | null;

  @Field(() => [SignerInput], { nullable: true, description: 'Whom to ask instead of who is named in the document.' })
  signers?: SignerInput[] | null;

  @Field(() => String, { nullable: true, description: 'What the signer reads in the e-mail.' })
  message?: string | null;

  @Field(() => Date, { nullable: true, description: 'Until when it can be signed; else as the connection is set.' })
  expiresAt?: Date | null;
}

@InputType({ description: 'All conditions together.' })
export class SignatureFilter {
  @Field(() => [SignatureState], { nullable: true })
  state?: SignatureState[] | null;

  @Field(() => SignatureKind, { nullable: true })
  kind?: SignatureKind | null;

  @Field(() => ID, { nullable: true, description: 'The quote, terms acceptance or intervention.' })
  subjectId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of an intervention: its contract, and its quotes.' })
  interventionId?: string | null;
}

/** The conditions a filter stands for; none where there is none. */
export function signatureConditions(filter: SignatureFilter | null): FilterQuery<Signature>[] {
  if (!filter) return [];
  const { state, kind, subjectId, interventionId } = filter;
  return [
    ...(state ? [{ state: { $in: state } }] : []),
    ...(kind ? [{ kind }] : []),
    ...(subjectId ? [{ subjectId: knownId(subjectId) }] : []),
    ...(interventionId ? [{ interventionId: knownId(interventionId) }] : []),
  ];
}

const signatures = connectionOf(Signature);

@ObjectType()
export class SignatureEdge extends signatures.Edge {}

@ObjectType()
export class SignatureConnection extends signatures.connection(SignatureEdge) {}
