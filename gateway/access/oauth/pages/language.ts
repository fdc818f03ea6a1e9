const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

const isLanguage = (tag: string): tag is Language => languages.some((language) => language === tag);

/** The language of ours that a browser likes best (RFC 9110, 12.5.4); English when it likes none. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '').split(',').map((one) => {
    const [tag = '', ...parameters] = one.trim().split(';');
    const quality = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find(Boolean);
    return { tag: tag.split('-', 1)[0]?.toLowerCase() ?? '', quality: Number(quality ?? 1) };
  });
  const [best] = wanted
    .filter(({ tag, quality }) => isLanguage(tag) && quality > 0)
    .toSorted((one, other) => other.quality - one.quality);
  return best && isLanguage(best.tag) ? best.tag : 'en';
}
