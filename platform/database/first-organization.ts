/** The organization that a new hub begins with. */
export const firstOrganizationId = '00000000-0000-7000-8000-000000000001';
