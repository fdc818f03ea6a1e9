/** Ids as a parameter of `= any(?::uuid[])`. */
export const idList = (ids: readonly string[]): string => `{${ids.join(',')}}`;
