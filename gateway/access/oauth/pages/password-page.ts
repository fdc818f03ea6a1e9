import { html } from './html.js';
import type { Language } from './language.js';
import { page } from './layout.js';
import { wordsOf } from './words.js';

/** @param problem why the one before was not taken */
export function passwordPage(language: Language, problem?: string): string {
  const words = wordsOf(language);
  return page(
    language,
    words.choosePassword,
    html`${problem ? html`<p class="bad" role="alert">${problem}</p>` : null}
<form method="post">
<label for="password">${words.password}</label>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required autofocus aria-describedby="rule">
<p class="hint" id="rule">${words.passwordRule}</p>
<label for="again">${words.passwordAgain}</label>
<input id="again" name="again" type="password" autocomplete="new-password" required>
<button>${words.save}</button>
</form>`,
  );
}
