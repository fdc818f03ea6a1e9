import { html } from './html.js';
import type { Language } from './language.js';
import { page } from './layout.js';
import { wordsOf } from './words.js';

export interface SignInPage {
  client: string;
  /** What was typed before. */
  email?: string;
  /** Why it did not work. */
  problem?: string;
}

export function signInPage(language: Language, { client, email = '', problem }: SignInPage): string {
  const words = wordsOf(language);
  return page(
    language,
    words.signIn,
    html`<p>${words.to(client)}</p>
${problem ? html`<p class="bad" role="alert" id="problem">${problem}</p>` : null}
<form method="post" novalidate>
<label for="email">${words.email}</label>
<input id="email" name="email" type="email" value="${email}" autocomplete="username" required ${email ? null : html`autofocus`}>
<label for="password">${words.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required ${email ? html`autofocus` : null} ${problem ? html`aria-describedby="problem"` : null}>
<button name="action" value="sign-in">${words.signIn}</button>
<button class="quiet" name="action" value="cancel">${words.cancel}</button>
</form>`,
  );
}
