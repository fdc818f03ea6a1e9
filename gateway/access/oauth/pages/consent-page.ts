import type { Scope } from '../../../../platform/service/scopes.js';
import { html } from './html.js';
import type { Language } from './language.js';
import { page } from './layout.js';
import { scopeWord } from './scope-words.js';
import { wordsOf } from './words.js';

export interface ConsentPage {
  client: string;
  /** Who is signed in. */
  person: { name: string; email: string };
  scopes: readonly Scope[];
}

export function consentPage(language: Language, { client, person, scopes }: ConsentPage): string {
  const words = wordsOf(language);
  const list = scopes.map((scope) => html`<li>${scopeWord(scope, language)}</li>\n`);
  return page(
    language,
    words.consent(client),
    html`<p>${words.signedInAs(`${person.name} (${person.email})`)}</p>
${list.length > 0 ? html`<p>${words.asks(client)}</p><ul>${list}</ul>` : null}
<p class="hint">${words.onlyYours}</p>
<form method="post">
<button name="action" value="allow">${words.allow}</button>
<button class="quiet" name="action" value="cancel">${words.deny}</button>
</form>`,
  );
}
