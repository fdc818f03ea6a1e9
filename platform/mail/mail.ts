export interface MailSettings {
  /** `smtp://` or `smtps://`, with credentials where the server asks for them. */
  smtpUrl: string;
  from: string;
}

export interface MailMessage {
  /** The same for each try of one message, so that a mail server may drop the second. */
  id: string;
  /** One address, or several with commas between. */
  to: string;
  subject: string;
  text: string;
}

export interface Mail {
  /** Resolves once the mail server has taken it. @throws whatever kept it from being taken */
  send(message: MailMessage): Promise<void>;
}

/** How long a mail server may take over a step, in milliseconds. */
const timeoutMs = 10_000;

export function createMail({ smtpUrl, from }: MailSettings): Mail {
  const timeouts = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
  return {
    async send({ id, to, subject, text }) {
      const { createTransport } = await import('nodemailer');
      // A connection a message: they are rare, and none has to be kept open or closed at the end.
      const transport = createTransport({ url: smtpUrl, ...timeouts });
      await transport.sendMail({ from, to, subject, text, messageId: `<${id}@passerelle>` });
    },
  };
}
