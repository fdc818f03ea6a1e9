import { Field, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../../platform/service/pagination.js';
import { Partner } from '../types.js';
import { Backfill } from './backfill.js';

@ObjectType({ description: 'What a backfill would send. Nothing is.' })
export class BackfillPreview {
  @Field(() => Partner)
  partner!: Partner;

  @Field(() => Int, { description: 'Dossiers that match the subscription and were never sent to the partner.' })
  count!: number;

  @Field(() => Int, { description: 'Dossiers that match and went to it before, or are on their way.' })
  alreadyAsked!: number;

  @Field(() => [String], { description: 'The references of the first 20, oldest first.' })
  references!: string[];
}

const backfills = connectionOf(Backfill);

@ObjectType()
export class BackfillEdge extends backfills.Edge {}

@ObjectType()
export class BackfillConnection extends backfills.connection(BackfillEdge) {}
