import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../../platform/service/pagination.js';
import { DeliveryStatus } from '../entities/delivery-status.js';
import { Replay } from './replay.js';

export const ReplayableStatus = { FAILED: 'FAILED', BLOCKED: 'BLOCKED' } as const;
export type ReplayableStatus = (typeof ReplayableStatus)[keyof typeof ReplayableStatus];

registerEnumType(ReplayableStatus, { name: 'ReplayableStatus', description: 'Where a delivery stands still.' });

@InputType({ description: 'All conditions together; none at all is every delivery that stands still.' })
export class ReplayFilter {
  @Field(() => String, { nullable: true })
  connector?: string | null;

  @Field(() => String, { nullable: true })
  action?: string | null;

  @Field(() => [ReplayableStatus], { nullable: true, description: 'Both when left out.' })
  status?: ReplayableStatus[] | null;

  @Field(() => String, { nullable: true, description: 'The vendor’s error code of the last failure.' })
  errorCode?: string | null;

  @Field(() => Date, { nullable: true, description: 'This moment included.' })
  createdAfter?: Date | null;

  @Field(() => Date, { nullable: true, description: 'This moment not included.' })
  createdBefore?: Date | null;
}

@ObjectType()
export class ReplayGroup {
  @Field(() => String)
  connector!: string;

  @Field(() => DeliveryStatus)
  status!: DeliveryStatus;

  @Field(() => String, { nullable: true })
  errorCode!: string | null;

  @Field(() => Int)
  count!: number;
}

@ObjectType({ description: 'What a replay would take up. Nothing is.' })
export class ReplayPreview {
  @Field(() => Int, { description: 'Say this number to replayDeliveries: when it no longer holds, nothing is done.' })
  count!: number;

  @Field(() => [ReplayGroup], { description: 'By connector, status and error code; the largest first.' })
  groups!: ReplayGroup[];

  @Field(() => [ID], { description: 'The first 20, oldest first.' })
  deliveryIds!: string[];
}

const replays = connectionOf(Replay);

@ObjectType()
export class ReplayEdge extends replays.Edge {}

@ObjectType()
export class ReplayConnection extends replays.connection(ReplayEdge) {}
