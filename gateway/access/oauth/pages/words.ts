import type { Language } from './language.js';

const english = {
  signIn: 'Sign in',
  to: (client: string) => `to go on to ${client}`,
  email: 'E-mail address',
  password: 'Password',
  cancel: 'Cancel',
  wrong: 'This e-mail address and password do not belong together.',
  tooMany: (minutes: number) => `Too many attempts. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
  consent: (client: string) => `Let ${client} in?`,
  signedInAs: (who: string) => `You are signed in as ${who}.`,
  asks: (client: string) => `${client} would be allowed to:`,
  allow: 'Allow',
  deny: 'Do not allow',
  onlyYours: 'It can never do more than you can yourself.',
  choosePassword: 'Choose a password',
  passwordRule: '12 characters or more. A few unrelated words are good.',
  passwordAgain: 'The same once more',
  save: 'Save',
  tooShort: 'The password needs 12 characters or more, and 200 at most.',
  different: 'The two passwords are not the same.',
  passwordSaved: 'Your password is saved',
  goOn: 'You can close this page and sign in.',
  linkOver: 'This link is no longer good',
  askAgain: 'It was used already, or its time is over. Ask your administrator for another one.',
  signOut: 'Sign out?',
  signOutText: 'Programs that you let in with this browser are shut out too.',
  stay: 'Stay signed in',
  signedOut: 'You are signed out',
  closePage: 'You can close this page.',
  failed: 'This did not work',
  expired: 'This page is too old, or belongs to another browser. Go back to where you came from and start again.',
};

type Words = typeof english;

const french: Words = {
  signIn: 'Connexion',
  to: (client) => `pour continuer vers ${client}`,
  email: 'Adresse e-mail',
  password: 'Mot de passe',
  cancel: 'Annuler',
  wrong: 'Cette adresse e-mail et ce mot de passe ne vont pas ensemble.',
  tooMany: (minutes) => `Trop de tentatives. Réessayez dans ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
  consent: (client) => `Autoriser ${client} ?`,
  signedInAs: (who) => `Vous êtes connecté en tant que ${who}.`,
  asks: (client) => `${client} pourrait :`,
  allow: 'Autoriser',
  deny: 'Refuser',
  onlyYours: 'Cette application ne pourra jamais faire plus que vous.',
  choosePassword: 'Choisissez un mot de passe',
  passwordRule: '12 caractères au moins. Quelques mots sans rapport conviennent bien.',
  passwordAgain: 'Le même une seconde fois',
  save: 'Enregistrer',
  tooShort: 'Le mot de passe doit avoir 12 caractères au moins et 200 au plus.',
  different: 'Les deux mots de passe ne sont pas identiques.',
  passwordSaved: 'Votre mot de passe est enregistré',
  goOn: 'Vous pouvez fermer cette page et vous connecter.',
  linkOver: 'Ce lien n’est plus valable',
  askAgain: 'Il a déjà servi, ou son délai est passé. Demandez-en un autre à votre administrateur.',
  signOut: 'Se déconnecter ?',
  signOutText: 'Les applications autorisées depuis ce navigateur seront déconnectées aussi.',
  stay: 'Rester connecté',
  signedOut: 'Vous êtes déconnecté',
  closePage: 'Vous pouvez fermer cette page.',
  failed: 'Cela n’a pas fonctionné',
  expired: 'Cette page est trop ancienne, ou appartient à un autre navigateur. Revenez en arrière et recommencez.',
};

const words: Readonly<Record<Language, Words>> = { en: english, fr: french };

/** What the pages say, in a language. */
export const wordsOf = (language: Language): Words => words[language];
