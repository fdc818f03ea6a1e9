import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** The interventions subgraph's type, as far as billing knows it: a key to hang quotes on. */
@ObjectType()
@Directive('@key(fields: "id")')
export class Intervention {
  @Field(() => ID)
  id!: string;
}
