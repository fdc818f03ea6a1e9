import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../platform/service/pagination.js';
import { AttemptOutcome } from '../entities/delivery-status.js';

@ObjectType({ description: 'A request that carried a value of a dossier to somebody, or may have.' })
export class FieldDisclosure {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { description: 'Where in the dossier: beneficiary.phone, documents.url.' })
  path!: string;

  @Field(() => String, { nullable: true, description: 'Where in what was sent: customer.phone.' })
  payloadPath!: string | null;

  connectionId!: string;

  deliveryId!: string;

  @Field(() => Int, { description: 'Which attempt of the delivery.' })
  attemptNumber!: number;

  @Field(() => Date)
  sentAt!: Date;

  @Field(() => AttemptOutcome, {
    nullable: true,
    description: 'What came of the attempt; unless it succeeded, whether the value arrived is not certain.',
  })
  outcome!: AttemptOutcome | null;

  @Field(() => [String], {
    description: 'One for each value it carried there. The value itself is not kept; equal ones have the same digest.',
  })
  digests!: string[];

  @Field(() => Boolean, { description: 'Whether all that it carried there is still what the dossier says.' })
  sameAsNow!: boolean;
}

const disclosures = connectionOf(FieldDisclosure);

@ObjectType()
export class FieldDisclosureEdge extends disclosures.Edge {}

@ObjectType()
export class FieldDisclosureConnection extends disclosures.connection(FieldDisclosureEdge) {}
