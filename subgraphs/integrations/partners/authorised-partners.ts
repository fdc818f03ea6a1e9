import type { UnitOfWork } from '../../../platform/service/unit-of-work.js';
import { Connection } from '../entities/connection.js';
import { partnerConnector } from './partner-connector.js';

/** The organization's partners that may get anything, the oldest first. */
export const authorisedPartners = ({ em }: UnitOfWork): Promise<Connection[]> =>
  em.find(Connection, { connector: partnerConnector, authorised: true }, { orderBy: { createdAt: 'asc', id: 'asc' } });
