import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'A field that keeps a dossier from going out, and the rule it breaks.' })
export class DeliveryViolation {
  @Field(() => String)
  field!: string;

  @Field(() => String)
  message!: string;
}
