import type { Delivery } from '../entities/delivery.js';

const dossierActions: readonly string[] = ['publish-intervention', 'update-intervention'];

/** Whether a delivery brings a dossier somewhere: what becomes of it is then noted with the intervention. */
export const isDossier = ({ subjectType, action }: Pick<Delivery, 'subjectType' | 'action'>): boolean =>
  subjectType === 'intervention' && dossierActions.includes(action);
