import { GraphQLJSON } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';
import { connectionOf } from '../../../platform/service/pagination.js';
import { Erasure } from './erasure.js';
import { Hold } from './hold.js';

@RequiresScopes('privacy:admin')
@ObjectType({ description: 'Records of one kind that were emptied or taken out.' })
export class ErasedRecords {
  @Field(() => String)
  what!: string;

  @Field(() => Int)
  count!: number;
}

@RequiresScopes('privacy:admin')
@ObjectType({ description: 'Records of one kind that were kept although they tell of the person.' })
export class KeptRecords {
  @Field(() => String)
  what!: string;

  @Field(() => Int)
  count!: number;

  @Field(() => String)
  reason!: string;

  @Field(() => Date, { nullable: true, description: 'When the reason ends for the last of them.' })
  until!: Date | null;
}

@RequiresScopes('privacy:admin')
@ObjectType({ description: 'Who was sent the person’s data. The hub cannot take them back: ask for it.' })
export class DataRecipient {
  @Field(() => ID, { description: 'The connection or the webhook.' })
  connectionId!: string;

  @Field(() => String, { description: '`webhook` for a webhook.' })
  connector!: string;

  @Field(() => String)
  name!: string;

  @Field(() => [String], { description: 'What they call the dossiers.' })
  externalIds!: string[];

  @Field(() => [String], { description: 'Where in the dossier the values came from; empty where that is not known.' })
  fields!: string[];

  @Field(() => Date, { nullable: true })
  lastSentAt!: Date | null;
}

@RequiresScopes('privacy:admin')
@ObjectType({ description: 'What one subgraph did.' })
export class SubgraphErasure {
  @Field(() => String)
  subgraph!: string;

  @Field(() => Date)
  doneAt!: Date;

  @Field(() => [ErasedRecords])
  erased!: ErasedRecords[];

  @Field(() => [KeptRecords])
  kept!: KeptRecords[];

  @Field(() => [DataRecipient])
  recipients!: DataRecipient[];
}

@RequiresScopes('privacy:admin')
@Directive('@key(fields: "id")')
@ObjectType({ description: 'Everything the hub holds on a person; each subgraph adds what is its own.' })
export class PersonExport {
  @Field(() => ID, { description: 'What it was asked by: an intervention’s id or an e-mail address.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'What the person is known by; null when no address is known.' })
  email!: string | null;

  @Field(() => [ID], { description: 'The interventions whose beneficiary the person is.' })
  interventionIds!: string[];

  @Directive('@external')
  @Field(() => GraphQLJSON)
  billing?: unknown;

  @Directive('@external')
  @Field(() => GraphQLJSON)
  marketing?: unknown;

  @Directive('@external')
  @Field(() => GraphQLJSON)
  integrations?: unknown;
}

const erasures = connectionOf(Erasure);

@RequiresScopes('privacy:admin')
@ObjectType()
export class ErasureEdge extends erasures.Edge {}

@RequiresScopes('privacy:admin')
@ObjectType()
export class ErasureConnection extends erasures.connection(ErasureEdge) {}

const holds = connectionOf(Hold);

@RequiresScopes('privacy:admin')
@ObjectType()
export class HoldEdge extends holds.Edge {}

@RequiresScopes('privacy:admin')
@ObjectType()
export class HoldConnection extends holds.connection(HoldEdge) {}
