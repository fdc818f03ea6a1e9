/**
 * Tests a path (without its query) against a glob: `*` stands for anything but a slash, `**` for anything, and all
 * else for itself. `/crm/interventions` is that path only; `/crm/interventions/*` is one below it.
 */
export function matchesPath(glob: string, path: string): boolean {
  const pattern = glob
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${pattern}$`).test(path);
}
