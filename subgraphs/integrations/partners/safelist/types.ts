import { Field, InputType, ObjectType } from 'type-graphql';

@ObjectType({ description: 'An operation that a partner may send by its documentId, at its own door.' })
export class PartnerOperation {
  @Field(() => String, {
    description: 'SHA-256 of the document, in hex: what is sent as `documentId`, or as the hash of a persisted query.',
  })
  documentId!: string;

  @Field(() => String, { description: 'What people call it.' })
  name!: string;

  @Field(() => String)
  document!: string;

  @Field(() => Date, { description: 'When it was registered.' })
  createdAt!: Date;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it would not be answered as a whole, by the schema and the partner’s keys of this moment. Null: it is.',
  })
  fault!: string | null;
}

@InputType()
export class RegisterPartnerOperationInput {
  @Field(() => String, { description: 'What people call it.' })
  name!: string;

  @Field(() => String, { description: 'One operation on the partner graph, with its fragments.' })
  document!: string;
}
