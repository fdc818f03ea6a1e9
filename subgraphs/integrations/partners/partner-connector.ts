/** The connector of every partner: the format of Symphonics, under an address of the partner's own. */
export const partnerConnector = 'partner';
