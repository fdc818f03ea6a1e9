import { Field, ID, InputType } from 'type-graphql';
import { CustomerKind } from '../entities/customer-kind.js';
import { PostalAddress } from '../entities/postal-address.js';

@InputType()
export class CreateCompanyInput {
  @Field(() => String)
  name!: string;

  @Field(() => String, { nullable: true })
  legalName?: string | null;

  @Field(() => String, { nullable: true, description: 'Spaces do not matter.' })
  siren?: string | null;

  @Field(() => String, { nullable: true, description: 'Spaces do not matter.' })
  siret?: string | null;

  @Field(() => String, { nullable: true })
  vatNumber?: string | null;

  @Field(() => PostalAddress, { nullable: true })
  address?: PostalAddress | null;

  @Field(() => String, { nullable: true, description: 'Spaces do not matter.' })
  iban?: string | null;

  @Field(() => String, { defaultValue: 'FAC', description: 'Capital letters, digits and -, ten at most.' })
  invoicePrefix!: string;
}

@InputType({ description: 'What is left out stays as it is; null empties a field that may be empty.' })
export class UpdateCompanyInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true })
  legalName?: string | null;

  @Field(() => String, { nullable: true })
  siren?: string | null;

  @Field(() => String, { nullable: true })
  siret?: string | null;

  @Field(() => String, { nullable: true })
  vatNumber?: string | null;

  @Field(() => PostalAddress, { nullable: true })
  address?: PostalAddress | null;

  @Field(() => String, { nullable: true })
  iban?: string | null;

  @Field(() => String, { nullable: true })
  invoicePrefix?: string | null;
}

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
