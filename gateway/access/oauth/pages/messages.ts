import { Html, html } from './html.js';
import type { Language } from './language.js';
import { page } from './layout.js';
import { wordsOf } from './words.js';

/** Something went wrong. @param detail what exactly, for whoever made the program */
export const errorPage = (language: Language, detail: string): string =>
  page(language, wordsOf(language).failed, html`<p>${wordsOf(language).expired}</p><p class="hint">${detail}</p>`);

/** Somebody who signed in elsewhere is not let in. @param reference under which the log says why */
export const notLetInPage = (language: Language, reference: string): string =>
  page(
    language,
    wordsOf(language).notLetIn,
    html`<p role="alert">${wordsOf(language).notLetInText}</p><p class="hint">${wordsOf(language).reference(reference)}</p>`,
  );

export const passwordSavedPage = (language: Language): string =>
  page(language, wordsOf(language).passwordSaved, html`<p>${wordsOf(language).goOn}</p>`);

export const linkOverPage = (language: Language): string =>
  page(language, wordsOf(language).linkOver, html`<p>${wordsOf(language).askAgain}</p>`);

/** @param form of oidc-provider, with the id `op.logoutForm` and what protects it */
export function signOutPage(language: Language, form: string): string {
  const words = wordsOf(language);
  return page(
    language,
    words.signOut,
    html`<p>${words.signOutText}</p>${new Html(form)}
<button form="op.logoutForm" name="logout" value="yes">${words.signOut.replace(/ ?\?$/, '')}</button>
<button class="quiet" form="op.logoutForm">${words.stay}</button>`,
  );
}

export const signedOutPage = (language: Language): string =>
  page(language, wordsOf(language).signedOut, html`<p>${wordsOf(language).closePage}</p>`);
