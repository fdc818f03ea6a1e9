import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { RequiresScopes } from '../../../platform/access/decorators.js';

/** The interventions subgraph's type, as far as integrations adds to it. */
@RequiresScopes('privacy:admin')
@Directive('@key(fields: "id")')
@ObjectType()
export class PersonExport {
  @Field(() => ID)
  id!: string;

  @Directive('@external')
  @Field(() => String, { nullable: true })
  email?: string | null;

  @Directive('@external')
  @Field(() => [ID])
  interventionIds?: string[];

  @Directive('@external')
  @Field(() => [ID])
  contactIds?: string[];

  @Directive('@external')
  @Field(() => [ID])
  leadIds?: string[];

  @Directive('@external')
  @Field(() => [ID])
  billingIds?: string[];
}
