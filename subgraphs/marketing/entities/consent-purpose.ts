import { registerEnumType } from 'type-graphql';

export const ConsentPurpose = {
  EMAIL_MARKETING: 'EMAIL_MARKETING',
  SMS_MARKETING: 'SMS_MARKETING',
  PHONE_MARKETING: 'PHONE_MARKETING',
  PROFILING: 'PROFILING',
  DATA_SHARING: 'DATA_SHARING',
} as const;
export type ConsentPurpose = (typeof ConsentPurpose)[keyof typeof ConsentPurpose];

registerEnumType(ConsentPurpose, { name: 'ConsentPurpose', description: 'What the personal data may be used for.' });
