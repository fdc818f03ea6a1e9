interface Wanted {
  name: string;
  link: string;
  expiresAt: Date;
  /** Invited for the first time; else they are to set another password. */
  isNew: boolean;
}

/** What somebody reads who is invited, in French and in English: which of them they speak, nobody knows yet. */
export function invitationText({ name, link, expiresAt, isNew }: Wanted): { subject: string; text: string } {
  const day = expiresAt.toISOString().slice(0, 10);
  const [french, english] = isNew
    ? ['Vous êtes invité(e) à utiliser Passerelle.', 'You are invited to use Passerelle.']
    : ['Vous pouvez choisir un nouveau mot de passe.', 'You can set a new password.'];
  return {
    subject: isNew ? 'Passerelle: invitation' : 'Passerelle: mot de passe / password',
    text: [
      `Bonjour ${name},`,
      '',
      `${french} Choisissez votre mot de passe à cette adresse, une seule fois, avant le ${day} :`,
      '',
      link,
      '',
      `${english} Set your password at this address, once, before ${day}.`,
      '',
      'Si vous n’attendiez pas ce message, ignorez-le. If you did not expect this message, ignore it.',
    ].join('\n'),
  };
}
