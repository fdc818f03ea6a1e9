import type { OutboundGuard } from '../../platform/http/guarded-dispatcher.js';
import type { SecretBox } from '../../platform/secrets/secret-box.js';
import type { SubgraphServices } from '../../platform/service/subgraph-service.js';

export interface AccessServices extends SubgraphServices {
  secretBox: SecretBox;
  /** Says whether an address that somebody typed may be asked. */
  outbound: Pick<OutboundGuard, 'violations'>;
}
