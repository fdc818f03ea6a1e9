import { Directive, Field, ID, ObjectType } from 'type-graphql';

// What this subgraph adds to types of billing's and marketing's.

@ObjectType()
@Directive('@key(fields: "id")')
export class Quote {
  @Field(() => ID)
  id!: string;
}

@ObjectType()
@Directive('@key(fields: "id")')
export class TermsAcceptance {
  @Field(() => ID)
  id!: string;
}

@ObjectType()
@Directive('@key(fields: "id")')
export class Invoice {
  @Field(() => ID)
  id!: string;
}

@ObjectType()
@Directive('@key(fields: "id")')
export class Payment {
  @Field(() => ID)
  id!: string;
}

@ObjectType()
@Directive('@key(fields: "id")')
export class Customer {
  @Field(() => ID)
  id!: string;
}

@ObjectType()
@Directive('@key(fields: "id")')
export class Contact {
  @Field(() => ID)
  id!: string;
}

@ObjectType()
@Directive('@key(fields: "id")')
export class Lead {
  @Field(() => ID)
  id!: string;
}

/** Everything that deliveries and records at vendors can be of, but for the intervention, which has more to it. */
export const subjects = [Quote, TermsAcceptance, Invoice, Payment, Customer, Contact, Lead] as const;
