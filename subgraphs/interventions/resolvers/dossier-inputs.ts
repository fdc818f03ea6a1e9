import { Field, ID, InputType } from 'type-graphql';
import { Coordinates, type Document, type Photo } from '../entities/dossier.js';

const url = 'Where it is; not needed with a fileId.';
const fileId = 'Of a file that the hub keeps for an intervention, in place of the url.';

@InputType()
export class DocumentInput implements Document {
  @Field(() => String, { description: 'What it is: contract, invoice, attestation_honneur …' })
  type!: string;

  @Field(() => String, { nullable: true })
  name: string | null = null;

  @Field(() => String, { nullable: true, description: url })
  url: string | null = null;

  @Field(() => ID, { nullable: true, description: fileId })
  fileId: string | null = null;

  @Field(() => Date, { nullable: true })
  signedAt: Date | null = null;
}

@InputType()
export class PhotoInput implements Photo {
  @Field(() => String, { description: 'before, after, meter …' })
  type!: string;

  @Field(() => String, { nullable: true, description: url })
  url: string | null = null;

  @Field(() => ID, { nullable: true, description: fileId })
  fileId: string | null = null;

  @Field(() => Coordinates, { nullable: true })
  coordinates: Coordinates | null = null;

  @Field(() => Date, { nullable: true })
  takenAt: Date | null = null;
}
