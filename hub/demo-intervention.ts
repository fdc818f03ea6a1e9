const people = [
  { firstName: 'Thomas', lastName: 'Martin', email: 'thomas.martin@example.com', phone: '+33612345678' },
  { firstName: 'Claire', lastName: 'Bernard', email: 'claire.bernard@example.com', phone: '+33623456789' },
  { firstName: 'Karim', lastName: 'Benali', email: 'karim.benali@example.com', phone: '+33634567890' },
] as const;

const sites = [
  { address: '45 Rue des Fleurs', postalCode: '75015', city: 'Paris', pdl: '12345678901234', pce: '98765432109876' },
  { address: '12 Quai de la Fosse', postalCode: '44000', city: 'Nantes', pdl: '23456789012345' },
  { address: '3 Place du Capitole', postalCode: '31000', city: 'Toulouse', pdl: '34567890123456' },
] as const;

/** A whole dossier, like those a field worker brings home; the contract is not signed yet. */
export function demoIntervention(index: number) {
  const person = people[index % people.length] ?? people[0];
  const site = sites[index % sites.length] ?? sites[0];
  const files = `https://app.workforce-automation.example/files/demo-${index}`;
  const coordinates = { latitude: 48.856614, longitude: 2.352222 };
  return {
    beneficiary: person,
    site,
    operations: [{ code: 'BAR-TH-173', name: 'Régulateur de ballon d’eau chaude', quantity: 1 }],
    products: [{ name: 'Régulateur Thaléos', model: 'RT-2000', serialNumber: `TH202300000${index}`, quantity: 1 }],
    documents: [
      { type: 'invoice', name: `Facture - ${person.firstName} ${person.lastName}`, url: `${files}/invoice.pdf` },
      { type: 'attestation_honneur', name: 'Attestation d’honneur', url: `${files}/ah.pdf` },
      { type: 'contract', name: 'Contrat Symphonics', url: `${files}/contract.pdf` },
    ],
    photos: [
      { type: 'before', url: `${files}/before.jpg`, coordinates, takenAt: '2025-03-25T10:30:00Z' },
      { type: 'after', url: `${files}/after.jpg`, coordinates, takenAt: '2025-03-25T11:15:00Z' },
    ],
    installer: { id: 'usr_87654321', companyId: 'cmp_12345678', name: 'Jean Dupont' },
  };
}
