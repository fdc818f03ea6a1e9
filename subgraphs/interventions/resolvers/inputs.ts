import { Field, InputType } from 'type-graphql';
import { Beneficiary, Installer, Operation, Product, Site } from '../entities/dossier.js';
import { InterventionStatus } from '../entities/intervention-status.js';
import { DocumentInput, PhotoInput } from './dossier-inputs.js';

@InputType()
export class CreateInterventionInput {
  @Field(() => String, { nullable: true, description: 'Generated when left out.' })
  reference?: string | null;

  @Field(() => Beneficiary)
  beneficiary!: Beneficiary;

  @Field(() => Site)
  site!: Site;

  @Field(() => [Operation])
  operations!: Operation[];

  @Field(() => [Product])
  products!: Product[];

  @Field(() => [DocumentInput], { defaultValue: [] })
  documents!: DocumentInput[];

  @Field(() => [PhotoInput], { defaultValue: [] })
  photos!: PhotoInput[];

  @Field(() => Installer, { nullable: true })
  installer?: Installer | null;
}

@InputType({ description: 'What is left out stays as it is; a list replaces the whole list.' })
export class UpdateInterventionInput {
  @Field(() => Beneficiary, { nullable: true })
  beneficiary?: Beneficiary | null;

  @Field(() => Site, { nullable: true })
  site?: Site | null;

  @Field(() => [Operation], { nullable: true })
  operations?: Operation[] | null;

  @Field(() => [Product], { nullable: true })
  products?: Product[] | null;

  @Field(() => [DocumentInput], { nullable: true })
  documents?: DocumentInput[] | null;

  @Field(() => [PhotoInput], { nullable: true })
  photos?: PhotoInput[] | null;

  @Field(() => Installer, { nullable: true })
  installer?: Installer | null;
}

@InputType()
export class InterventionFilter {
  @Field(() => [InterventionStatus], { nullable: true })
  status?: InterventionStatus[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'In the reference, the beneficiary’s name or e-mail, or the city.',
  })
  text?: string | null;

  @Field(() => String, { nullable: true, description: 'The installer’s company.' })
  companyId?: string | null;

  @Field(() => String, { nullable: true, description: 'A postal code or how it starts: "75" is Paris.' })
  postalCode?: string | null;

  @Field(() => Boolean, { nullable: true })
  flaggedForReview?: boolean | null;

  @Field(() => Date, { nullable: true })
  createdAfter?: Date | null;

  @Field(() => Date, { nullable: true })
  createdBefore?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Changed at this moment or later.' })
  updatedAfter?: Date | null;

  @Field(() => Date, { nullable: true })
  completedAfter?: Date | null;

  @Field(() => Date, { nullable: true })
  completedBefore?: Date | null;
}
