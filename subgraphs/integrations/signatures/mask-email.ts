/** Enough of an address to know it again: the first letter and the domain. */
export const maskEmail = (email: string): string => email.replace(/^(.?)[^@]*(?=@)/, '$1•••');
