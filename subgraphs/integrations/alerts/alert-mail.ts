import type { MailMessage } from '../../../platform/mail/mail.js';

/** Tells whoever looks after the hub by e-mail. */
export interface AlertMail {
  /** Resolves once the mail server has taken it. @throws whatever kept it from being taken */
  send(message: Omit<MailMessage, 'to'>): Promise<void>;
}
