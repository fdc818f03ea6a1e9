import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** The marketing subgraph's type, as far as billing knows it: where a customer's contact is found. */
@ObjectType()
@Directive('@key(fields: "id", resolvable: false)')
export class Contact {
  @Field(() => ID)
  id!: string;
}
