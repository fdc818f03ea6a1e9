/** The intervention of the vendor's document, with an external_id of one's own. */
export function dossier(externalId = 'int_12345678') {
  return {
    customer: {
      first_name: 'Thomas',
      last_name: 'Martin',
      email: 'thomas.martin@example.com',
      phone: '+33612345678',
    },
    installation: {
      address: '45 Rue des Fleurs',
      postal_code: '75015',
      city: 'Paris',
      pdl: '12345678901234',
      pce: '98765432109876',
    },
    services: [{ code: 'BAR-TH-173', name: "Régulateur de ballon d'eau chaude", quantity: 1 }],
    equipment: [{ name: 'Régulateur Thaléos', model: 'RT-2000', serial_number: 'TH2023456789', quantity: 1 }],
    documents: [
      { type: 'contract', name: 'Contrat Symphonics', url: 'https://app.example.com/documents/contract.pdf' },
    ],
    photos: [
      {
        type: 'before',
        url: 'https://app.example.com/photos/before_1.jpg',
        coordinates: { latitude: 48.856614, longitude: 2.352222 },
        timestamp: '2025-03-25T10:30:00Z',
      },
    ],
    installer: { id: 'usr_87654321', company_id: 'cmp_12345678', name: 'Jean Dupont' },
    completion_date: '2025-03-25T11:30:00Z',
    external_id: externalId,
  };
}
