import { registerEnumType } from 'type-graphql';

export const CustomerKind = { PERSON: 'PERSON', COMPANY: 'COMPANY' } as const;
export type CustomerKind = (typeof CustomerKind)[keyof typeof CustomerKind];

registerEnumType(CustomerKind, { name: 'CustomerKind' });
