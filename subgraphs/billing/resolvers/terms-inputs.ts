import { Field, ID, InputType } from 'type-graphql';
import { TermsStatus } from '../entities/terms-status.js';

@InputType()
export class CreateTermsAcceptanceInput {
  @Field(() => ID)
  companyId!: string;

  @Field(() => ID)
  customerId!: string;

  @Field(() => String, { defaultValue: 'Conditions générales de vente' })
  title!: string;

  @Field(() => String, { description: 'Which edition of the terms: 2025-06, v3 …' })
  termsVersion!: string;
}

@InputType()
export class TermsAcceptanceFilter {
  @Field(() => ID, { nullable: true })
  companyId?: string | null;

  @Field(() => ID, { nullable: true })
  customerId?: string | null;

  @Field(() => [TermsStatus], { nullable: true })
  status?: TermsStatus[] | null;
}
