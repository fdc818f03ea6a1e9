import { html } from './html.js';
import type { Language } from './language.js';
import { page } from './layout.js';
import { wordsOf } from './words.js';

export interface SignInPage {
  client: string;
  /** Where else people of the organization sign in. */
  providers: readonly { name: string; path: string }[];
  /** What was typed before. */
  email?: string;
  /** Why it did not work. */
  problem?: string;
}

export function signInPage(language: Language, { client, providers, email = '', problem }: SignInPage): string {
  const words = wordsOf(language);
  const elsewhere = providers.map(
    ({ name, path }) => html`<a class="button" href="${path}">${words.signInWith(name)}</a>\n`,
  );
  return page(
    language,
    words.signIn,
    html`<p>${words.to(client)}</p>
${problem ? html`<p class="bad" role="alert" id="problem">${problem}</p>` : null}
${elsewhere.length > 0 ? html`${elsewhere}<p class="or">${words.orPassword}</p>` : null}
<form method="post" novalidate>
<label for="email">${words.email}</label>
<input id="email" name="email" type="email" value="${email}" autocomplete="username" required ${email || elsewhere.length > 0 ? null : html`autofocus`}>
<label for="password">${words.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required ${email ? html`autofocus` : null} ${problem ? html`aria-describedby="problem"` : null}>
<button name="action" value="sign-in">${words.signIn}</button>
<button class="quiet" name="action" value="cancel">${words.cancel}</button>
</form>`,
  );
}
