/** What the standard fonts of PDF print (WinAnsi): Latin-1 and these. */
const beyondLatin = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';

/** What looks alike, for what they do not have. */
const alike: Readonly<Record<string, string>> = {
  '\u202f': '\u00a0',
  '\u2009': ' ',
  '\u2011': '-',
  '\u2010': '-',
  '\u2212': '-',
  '\t': ' ',
  ł: 'l',
  Ł: 'L',
  '≤': '<=',
  '≥': '>=',
};

const has = (sign: string): boolean => /^[\u0020-\u007e\u00a0-\u00ff\n]$/.test(sign) || beyondLatin.includes(sign);

/** The text with what the fonts have; other signs lose their accents, or become a question mark. */
export function printable(text: string): string {
  return Array.from(text.normalize('NFC').replaceAll('\r', ''), (sign) => {
    if (has(sign)) return sign;
    const plain = alike[sign] ?? sign.normalize('NFKD').replaceAll(/\p{M}/gu, '');
    return Array.from(plain).every(has) ? plain : '?';
  }).join('');
}
