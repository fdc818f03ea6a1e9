import type { OutboundGuard } from '../../platform/http/guarded-dispatcher.js';
import type { Mail } from '../../platform/mail/mail.js';
import type { SecretBox } from '../../platform/secrets/secret-box.js';
import type { SubgraphServices } from '../../platform/service/subgraph-service.js';

export interface AccessServices extends SubgraphServices {
  secretBox: SecretBox;
  /** How people get their links, and where these lead; `null` where nobody is sent e-mail. */
  invitationMail: { mail: Mail; hubUrl: string } | null;
  /** Says whether an address that somebody typed may be asked. */
  outbound: Pick<OutboundGuard, 'violations'>;
}
