import { Embeddable, Embedded, Property } from '@mikro-orm/decorators/legacy';
import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';

// The parts of a dossier. Each class is the stored value, the graph's type and, but for documents and photos, its input
// at once. A dossier is kept
// while it is still incomplete, so most fields may be missing; the connector names what a vendor needs.

@Embeddable()
@ObjectType()
@InputType('BeneficiaryInput')
export class Beneficiary {
  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  firstName: string | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  lastName: string | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  email: string | null = null;

  @Field(() => String, { nullable: true, description: 'E.164, like +33612345678.' })
  @Property({ type: 'text', nullable: true })
  phone: string | null = null;
}

@Embeddable()
@ObjectType()
@InputType('SiteInput')
export class Site {
  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  address: string | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  postalCode: string | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  city: string | null = null;

  @Field(() => String, { nullable: true, description: 'Electricity delivery point (PDL or PRM): 14 digits.' })
  @Property({ type: 'text', nullable: true })
  pdl: string | null = null;

  @Field(() => String, { nullable: true, description: 'Gas delivery point (PCE): 14 digits, GI and 6, or IR and 4.' })
  @Property({ type: 'text', nullable: true })
  pce: string | null = null;
}

@Embeddable()
@ObjectType()
@InputType('InstallerInput')
export class Installer {
  @Field(() => String)
  @Property({ type: 'text' })
  id!: string;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  companyId: string | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  name: string | null = null;
}

@Embeddable()
@ObjectType({ description: 'A standardized renovation operation, like BAR-TH-173.' })
@InputType('OperationInput')
export class Operation {
  @Field(() => String)
  @Property({ type: 'text' })
  code!: string;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  name: string | null = null;

  @Field(() => Int, { defaultValue: 1 })
  @Property({ type: 'integer' })
  quantity = 1;
}

@Embeddable()
@ObjectType()
@InputType('ProductInput')
export class Product {
  @Field(() => String)
  @Property({ type: 'text' })
  name!: string;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  model: string | null = null;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  serialNumber: string | null = null;

  @Field(() => Int, { defaultValue: 1 })
  @Property({ type: 'integer' })
  quantity = 1;
}

@Embeddable()
@ObjectType()
export class Document {
  @Field(() => String, { description: 'What it is: contract, invoice, attestation_honneur …' })
  @Property({ type: 'text' })
  type!: string;

  @Field(() => String, { nullable: true })
  @Property({ type: 'text', nullable: true })
  name: string | null = null;

  /** As it was given; `null` where there is a file, whose links are made when they are read. */
  @Property({ type: 'text', nullable: true })
  url: string | null = null;

  @Field(() => ID, { nullable: true, description: 'Of what the hub keeps; give it back where a list is replaced.' })
  @Property({ type: 'text', nullable: true })
  fileId: string | null = null;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'datetime', nullable: true })
  signedAt: Date | null = null;
}

@Embeddable()
@ObjectType()
@InputType('CoordinatesInput')
export class Coordinates {
  @Field(() => Float)
  @Property({ type: 'double' })
  latitude!: number;

  @Field(() => Float)
  @Property({ type: 'double' })
  longitude!: number;
}

@Embeddable()
@ObjectType()
export class Photo {
  @Field(() => String, { description: 'before, after, meter …' })
  @Property({ type: 'text' })
  type!: string;

  /** As it was given; `null` where there is a file, whose links are made when they are read. */
  @Property({ type: 'text', nullable: true })
  url: string | null = null;

  @Field(() => ID, { nullable: true, description: 'Of what the hub keeps; give it back where a list is replaced.' })
  @Property({ type: 'text', nullable: true })
  fileId: string | null = null;

  @Field(() => Coordinates, { nullable: true })
  @Embedded(() => Coordinates, { object: true, nullable: true })
  coordinates: Coordinates | null = null;

  @Field(() => Date, { nullable: true })
  @Property({ type: 'datetime', nullable: true })
  takenAt: Date | null = null;
}
