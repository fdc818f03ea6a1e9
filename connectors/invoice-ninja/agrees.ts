/**
 * Whether what is there has all of what was sent, and may have more: fields that were not sent, items after the last.
 * Numbers may have come back as text, and what was left empty as nothing.
 */
export function agrees(sent: unknown, there: unknown): boolean {
  if (Array.isArray(sent)) {
    return Array.isArray(there) && sent.every((item, index) => agrees(item, there[index]));
  }
  if (typeof sent === 'object' && sent !== null) {
    if (typeof there !== 'object' || there === null) return false;
    const fields = new Map(Object.entries(there));
    return Object.entries(sent).every(([name, value]) => agrees(value, fields.get(name)));
  }
  if (typeof sent === 'number') return Number(there) === sent;
  return String(sent ?? '') === String(there ?? '');
}
