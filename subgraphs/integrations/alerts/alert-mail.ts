export interface AlertMailSettings {
  /** `smtp://` or `smtps://`, with credentials where the server asks for them. */
  smtpUrl: string;
  from: string;
  /** One address, or several with commas between. */
  to: string;
}

interface Message {
  /** The same for each try of one message, so that a mail server may drop the second. */
  id: string;
  subject: string;
  text: string;
}

export interface AlertMail {
  /** Resolves once the mail server has taken it. @throws whatever kept it from being taken */
  send(message: Message): Promise<void>;
}

/** How long a mail server may take over a step, in milliseconds. */
const timeoutMs = 10_000;

export function createAlertMail({ smtpUrl, from, to }: AlertMailSettings): AlertMail {
  const timeouts = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
  return {
    async send({ id, subject, text }) {
      const { createTransport } = await import('nodemailer');
      // A connection a message: alerts are rare, and none has to be kept open or closed at the end.
      const transport = createTransport({ url: smtpUrl, ...timeouts });
      await transport.sendMail({ from, to, subject, text, messageId: `<${id}@passerelle>` });
    },
  };
}
