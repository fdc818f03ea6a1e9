const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');

/** A condition that the text is in a field, in whatever case. */
export const contains = (text: string) => ({ $ilike: `%${escaped(text)}%` });

/** A condition that a field starts with the text, in this very case. */
export const startsWith = (text: string) => ({ $like: `${escaped(text)}%` });
