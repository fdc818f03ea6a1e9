/** Data that the vendor's sandbox documents: its test PDLs (the invalid one is in wire.ts) and test users. */
interface DeliveryPoint {
  readonly pdl: string;
  readonly customerName: string;
  readonly address: { readonly street: string; readonly postal_code: string; readonly city: string };
}

/** The document gives the first one's address and name; those of the others are made up. */
export const documentedPoint: DeliveryPoint = {
  pdl: '12345678901234',
  customerName: 'Martin',
  address: { street: '123 Rue de Paris', postal_code: '75001', city: 'Paris' },
};

export const deliveryPoints: readonly DeliveryPoint[] = [
  documentedPoint,
  {
    pdl: '23456789012345',
    customerName: 'Boulangerie du Port',
    address: { street: '8 Quai de la Fosse', postal_code: '44000', city: 'Nantes' },
  },
  {
    pdl: '34567890123456',
    customerName: 'Bernard',
    address: { street: '17 Rue Mercière', postal_code: '69002', city: 'Lyon' },
  },
];

export const users: ReadonlyMap<string, { user_id: string; status: string }> = new Map([
  ['test.user@example.com', { user_id: 'usr_12345678', status: 'active' }],
  ['inactive.user@example.com', { user_id: 'usr_23456789', status: 'inactive' }],
]);
