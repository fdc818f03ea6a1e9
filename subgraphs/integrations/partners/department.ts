/** Saint-Barthélemy and Saint-Martin kept the postal codes they had as towns of Guadeloupe. */
const keptCodes: Readonly<Record<string, string>> = { '97133': '977', '97150': '978' };

/** A department or overseas territory of France as its code is written: `01`, `2A`, `974`. */
export const departmentCode = /^(0[1-9]|1\d|2[1-9]|[3-8]\d|9[0-5]|2[AB]|97[1-8]|98[46789])$/;

/**
 * The department of a postal code; `null` where there is none. Along some borders a town is served from the next
 * department's post office: this is where its letters go.
 */
export function departmentOf(postalCode: string): string | null {
  const code = postalCode.replace(/\s+/g, '');
  if (!/^\d{5}$/.test(code)) return null;
  const kept = keptCodes[code];
  if (kept) return kept;
  // Corsica: 200 and 201 are Corse-du-Sud, what follows is Haute-Corse.
  if (code.startsWith('20')) return code < '20200' ? '2A' : '2B';
  const department = code.slice(0, /^9[78]/.test(code) ? 3 : 2);
  return departmentCode.test(department) ? department : null;
}
