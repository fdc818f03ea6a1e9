import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'A part of a lead’s score.' })
export class ScoreReason {
  @Field(() => String)
  reason!: string;

  @Field(() => Int)
  points!: number;
}
