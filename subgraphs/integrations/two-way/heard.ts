import type { SubjectType } from '../../../platform/connectors/connector.js';
import type { RemoteRecord } from '../../../platform/connectors/vendor-records.js';
import type { UnitIdentity } from '../../../platform/service/unit-of-work.js';
import type { Connection } from '../entities/connection.js';

/** A record as it was read at a vendor. */
export interface Heard {
  identity: UnitIdentity;
  connection: Connection;
  type: SubjectType;
  remote: RemoteRecord;
  /** How often both sides were compared again already to see them agree. Default 0. */
  round?: number | undefined;
}
