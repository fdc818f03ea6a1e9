import { Field, ID, InputType } from 'type-graphql';
import { CustomerKind } from '../entities/customer-kind.js';
import { PostalAddress } from '../entities/postal-address.js';

@InputType()
export class CreateCustomerInput {
  @Field(() => CustomerKind, { defaultValue: CustomerKind.PERSON })
  kind!: CustomerKind;

  @Field(() => String)
  name!: string;

  @Field(() => String, { nullable: true })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'E.164, like +33612345678.' })
  phone?: string | null;

  @Field(() => PostalAddress, { nullable: true })
  address?: PostalAddress | null;

  @Field(() => ID, { nullable: true, description: 'The contact the customer is; one customer at most for each.' })
  contactId?: string | null;
}

@InputType({ description: 'What is left out stays as it is; null empties a field that may be empty.' })
export class UpdateCustomerInput {
  @Field(() => CustomerKind, { nullable: true })
  kind?: CustomerKind | null;

  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true })
  email?: string | null;

  @Field(() => String, { nullable: true })
  phone?: string | null;

  @Field(() => PostalAddress, { nullable: true })
  address?: PostalAddress | null;

  @Field(() => ID, { nullable: true })
  contactId?: string | null;
}

@InputType()
export class CustomerFilter {
  @Field(() => String, { nullable: true, description: 'In the name, the e-mail or the phone number.' })
  text?: string | null;

  @Field(() => String, { nullable: true, description: 'The whole address, in whatever case.' })
  email?: string | null;

  @Field(() => CustomerKind, { nullable: true })
  kind?: CustomerKind | null;

  @Field(() => ID, { nullable: true })
  contactId?: string | null;
}
