import { Field, ID, InputType, Int } from 'type-graphql';
import { ConsentPurpose } from '../entities/consent-purpose.js';
import { LeadStatus } from '../entities/lead-status.js';

@InputType({
  description: 'In a change, what is left out stays as it is and null empties; tags replace all tags.',
})
export class ContactInput {
  @Field(() => String, { nullable: true })
  firstName?: string | null;

  @Field(() => String, { nullable: true })
  lastName?: string | null;

  @Field(() => String, { nullable: true, description: 'Unique within the organization, in whatever case.' })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'E.164, like +33612345678.' })
  phone?: string | null;

  @Field(() => [String], { nullable: true })
  tags?: string[];
}

@InputType()
export class ContactFilter {
  @Field(() => String, { nullable: true, description: 'In the name, the e-mail address or the phone number.' })
  text?: string | null;

  @Field(() => [String], { nullable: true, description: 'Contacts with all of these.' })
  tags?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Only clients, or only others.' })
  client?: boolean | null;

  @Field(() => Date, { nullable: true })
  createdAfter?: Date | null;

  @Field(() => Date, { nullable: true })
  createdBefore?: Date | null;
}

@InputType()
export class ConsentInput {
  @Field(() => ConsentPurpose)
  purpose!: ConsentPurpose;

  @Field(() => Date, { nullable: true, description: 'When the person said so; now, unless told.' })
  at?: Date | null;

  @Field(() => String, { nullable: true, description: 'Who said so, when it was not the contact: a guardian …' })
  givenBy?: string | null;

  @Field(() => String, { description: 'Where it was said: web-form, phone, paper …' })
  source!: string;

  @Field(() => String, { nullable: true, description: 'The words the person was shown.' })
  wording?: string | null;

  @Field(() => String, { nullable: true, description: 'What proves it: a document’s URL, a record’s id.' })
  evidence?: string | null;
}

@InputType()
export class RecordConsentInput extends ConsentInput {
  @Field(() => Boolean, { defaultValue: true, description: 'False for a refusal.' })
  granted!: boolean;
}

@InputType()
export class CreateLeadInput {
  @Field(() => ID)
  contactId!: string;

  @Field(() => String, { description: 'Where it came from: website, trade-fair, partner …' })
  source!: string;

  @Field(() => Int, { nullable: true, description: 'How promising it is, from 0 to 100.' })
  score?: number | null;

  @Field(() => String, { nullable: true })
  notes?: string | null;
}

@InputType({ description: 'What is left out stays as it is; null empties a field that may be empty.' })
export class UpdateLeadInput {
  @Field(() => String, { nullable: true })
  source?: string | null;

  @Field(() => Int, { nullable: true, description: 'How promising it is, from 0 to 100.' })
  score?: number | null;

  @Field(() => String, { nullable: true })
  notes?: string | null;
}

@InputType()
export class LeadFilter {
  @Field(() => [LeadStatus], { nullable: true })
  status?: LeadStatus[] | null;

  @Field(() => ID, { nullable: true })
  contactId?: string | null;

  @Field(() => String, { nullable: true })
  source?: string | null;

  @Field(() => Int, { nullable: true })
  minScore?: number | null;

  @Field(() => Date, { nullable: true })
  createdAfter?: Date | null;

  @Field(() => Date, { nullable: true })
  createdBefore?: Date | null;
}
