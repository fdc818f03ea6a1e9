import { existsSync, readFileSync } from 'node:fs';
import { useMautic } from './with-mautic.js';

const { withMautic, withReceiver } = useMautic();

// Examples of the vendor's documents and webhooks it once sent, read in place: they are no part of this repository.
const folder = '../shared/contracts/mautic';
const isHere = existsSync(`${folder}/docs-json`);
const read = (file: string): unknown => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
/** Keys of no meaning: ids as keys, and what stands for more of the same. */
const isName = (key: string) => !/^\d+$|^\.\.\.$/.test(key);

/** Where the example has a name that the answer lacks; lists and objects keyed by id are compared by their first entry. */
function missing(example: unknown, answer: unknown, at = ''): string[] {
  if (!isObject(example) || Object.keys(example).length === 0) return [];
  if (!isObject(answer)) return [`${at} is ${String(answer)}`];
  const names = Object.keys(example).filter(isName);
  if (names.length === 0) return missing(Object.values(example)[0], Object.values(answer)[0], `${at}.*`);
  return names.flatMap((name) => {
    if (!(name in answer)) return [`${at}.${name}`];
    return answer[name] === null ? [] : missing(example[name], answer[name], `${at}.${name}`);
  });
}

/** What is left out knowingly: where contacts came from, lists that the sandbox never fills, other actions than e-mail. */
const leftOut =
  /\.(list\.filters|properties\.points|ipAddresses|utmtags|category|icon|eventPriority|featured|includeEvents|types|order)(\.|$| )/;
const found = (example: unknown, answer: unknown) => missing(example, answer).filter((one) => !leftOut.test(one));

(isHere ? describe : describe.skip)(`Mautic's own examples (skipped where ${folder} is absent)`, () => {
  test('have no name that the answers of the sandbox lack', async () => {
    const vendor = await withMautic();
    const id = await vendor.create({ firstname: 'Jim', email: 'jim@example.fr', tags: ['a'] });
    await vendor.send('POST', `/campaigns/1/contact/${id}/add`);
    await vendor.send('POST', `/segments/3/contact/${id}/add`);
    await vendor.send('POST', '/notes/new', { lead: id, text: 'Jim is super cool!' });
    await vendor.send('POST', `/contacts/${id}/dnc/email/add`, {});
    const calls = {
      'contacts.01.get-contact': `/contacts/${id}`,
      'contacts.02.list-contacts': '/contacts',
      'contacts.07.list-available-fields': '/contacts/list/fields',
      'contacts.08.list-contact-notes': `/contacts/${id}/notes`,
      'contacts.09.get-segment-memberships': `/contacts/${id}/segments`,
      'contacts.10.get-campaign-memberships': `/contacts/${id}/campaigns`,
      'contacts.12.get-activity-events-for-specific-contact': `/contacts/${id}/activity`,
      'segments.01.get-segment': '/segments/1',
      'campaigns.01.get-campaign': '/campaigns/1',
      'campaigns.02.list-campaigns': '/campaigns',
      'campaigns.03.list-campaign-contacts': '/campaigns/1/contacts',
    };
    for (const [example, path] of Object.entries(calls)) {
      const { status, body } = await vendor.send('GET', path);
      expect({ path, status, missing: found(read(`docs-json/${example}.json`), body) }).toEqual({
        path,
        status: 200,
        missing: [],
      });
    }
    const stats = read('docs-json/stats.01.get-available-stat-tables.json') as {
      tableColumns: Record<string, string[]>;
    };
    const { body } = await vendor.send('GET', '/stats');
    for (const [table, columns] of Object.entries((body as typeof stats).tableColumns)) {
      expect(stats.tableColumns[table]).toEqual(expect.arrayContaining(columns));
    }
  });

  test('have no name that its webhooks lack', async () => {
    const hook = await withReceiver();
    const vendor = await withMautic({ webhookUrl: hook.url, webhooks: 'before-answer' });
    const id = await vendor.create({ firstname: 'John', email: 'john@example.fr' });
    await vendor.send('PATCH', `/contacts/${id}/edit`, { city: 'Prague' });
    await vendor.send('POST', `/contacts/${id}/points/plus/5`);
    const examples = ['contactCreated', 'contactUpdated', 'pointsChanged'];
    expect(hook.received).toHaveLength(examples.length);
    for (const [index, example] of examples.entries()) {
      const sent: unknown = JSON.parse(hook.received[index]?.body ?? '');
      expect(found(read(`webhooks/payload.${example}.json`), sent)).toEqual([]);
    }
  });
});
