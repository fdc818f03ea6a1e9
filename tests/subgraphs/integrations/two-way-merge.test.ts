import fc from 'fast-check';
import { type Fields, merge, type Sides } from '../../../subgraphs/integrations/two-way/merge.js';
import { type FieldRule, type RecordRules, recordRules } from '../../../subgraphs/integrations/two-way/rules.js';

const names = ['a', 'b', 'c', 'd'];
const value = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('x', 'y', ''), fc.constant(null));
const fields = fc.record(Object.fromEntries(names.map((name) => [name, value])));
const rule = fc.constantFrom<FieldRule>('ours', 'theirs', 'latest', 'ours until sent', 'person');
const rules: fc.Arbitrary<RecordRules> = fc.record(Object.fromEntries(names.map((name) => [name, rule])));
const moment = fc.integer({ min: 0, max: 3 }).map((second) => new Date(second * 1_000));
const sides: fc.Arbitrary<Sides> = fc.record({
  base: fields,
  ours: fields,
  theirs: fields,
  ourMoment: moment,
  theirMoment: moment,
  isSent: fc.boolean(),
});
/** Both sides, once what is to be done is done. */
const applied = (before: Sides, merged: ReturnType<typeof merge>): Sides => ({
  ...before,
  ours: { ...before.ours, ...merged.ours },
  theirs: { ...before.theirs, ...merged.theirs },
  base: merged.base,
});

test('what one side alone changed reaches the other, whatever the rule', () => {
  fc.assert(
    fc.property(rules, sides, (by, given) => {
      for (const name of names) {
        const [base, ours, theirs] = [given.base[name], given.ours[name], given.theirs[name]];
        const merged = merge(by, given);
        if (ours === base && theirs !== base) expect(merged.ours[name]).toEqual(theirs);
        if (theirs === base && ours !== base) expect(merged.theirs[name]).toEqual(ours);
      }
    }),
  );
});

test('where both have the same there is nothing to do, and that is what they agree on', () => {
  fc.assert(
    fc.property(rules, sides, (by, given) => {
      const same = { ...given, theirs: given.ours };
      expect(merge(by, same)).toEqual({ ours: {}, theirs: {}, conflicts: [], base: given.ours });
    }),
  );
});

test('a field is changed here, there, or left to a person: never two of them, and never silently', () => {
  fc.assert(
    fc.property(rules, sides, (by, given) => {
      const merged = merge(by, given);
      for (const name of names) {
        const places = [
          name in merged.ours,
          name in merged.theirs,
          merged.conflicts.some(({ field }) => field === name),
        ].filter(Boolean);
        expect(places).toHaveLength(given.ours[name] === given.theirs[name] ? 0 : 1);
      }
    }),
  );
});

test('done again, nothing more is to be done, and half done the rest is', () => {
  fc.assert(
    fc.property(rules, sides, (by, given) => {
      const merged = merge(by, given);
      const again = merge(by, applied(given, merged));
      expect({ ours: again.ours, theirs: again.theirs }).toEqual({ ours: {}, theirs: {} });
      expect(again.conflicts).toEqual(merged.conflicts);
      // The answer of the vendor was lost, or our own side has not taken over yet.
      expect(merge(by, { ...given, base: merged.base })).toEqual(merged);
      expect(merge(by, { ...applied(given, merged), theirs: given.theirs }).theirs).toEqual(merged.theirs);
      expect(merge(by, { ...applied(given, merged), ours: given.ours }).ours).toEqual(merged.ours);
    }),
  );
});

test('which side is heard of first makes no difference', () => {
  fc.assert(
    fc.property(rules, fields, fields, fields, moment, moment, (by, base, ours, theirs, ourMoment, theirMoment) => {
      const start: Sides = { base, ours: base, theirs: base, ourMoment, theirMoment, isSent: false };
      const end = (one: Partial<Sides>, other: Partial<Sides>): Fields[] => {
        // Heard of while both have changed, in either order: each comparison sees all that has changed by then.
        const both = { ...start, ...one, ...other };
        const after = applied(both, merge(by, both));
        return [after.ours, after.theirs, after.base];
      };
      expect(end({ ours }, { theirs })).toEqual(end({ theirs }, { ours }));
    }),
  );
});

test('of two changes the newer wins by `latest`, and of two at one moment a person decides', () => {
  const at = (second: number) => new Date(second * 1_000);
  const both = { base: { phone: '1' }, ours: { phone: '2' }, theirs: { phone: '3' }, isSent: false };
  const by: RecordRules = { phone: 'latest' };
  expect(merge(by, { ...both, ourMoment: at(2), theirMoment: at(1) }).theirs).toEqual({ phone: '2' });
  expect(merge(by, { ...both, ourMoment: at(1), theirMoment: at(2) }).ours).toEqual({ phone: '3' });
  expect(merge(by, { ...both, ourMoment: at(1), theirMoment: at(1) }).conflicts).toHaveLength(1);
});

test('compared for the first time, who has nothing takes over', () => {
  const given = { base: {}, ours: { city: null }, theirs: { city: 'Lyon' } };
  const moments = { ourMoment: new Date(2), theirMoment: new Date(1), isSent: false };
  expect(merge({ city: 'latest' }, { ...given, ...moments }).ours).toEqual({ city: 'Lyon' });
});

describe('the state of an invoice', () => {
  const rule = recordRules.invoice?.status;
  const decide = (ours: string, theirs: string) => (typeof rule === 'function' ? rule(ours, theirs) : undefined);

  test.each([
    ['DRAFT', 'SENT', 'theirs'],
    ['SENT', 'DRAFT', 'ours'],
    ['SENT', 'VIEWED', 'theirs'],
    ['SENT', 'PAID', 'none'],
    ['OVERDUE', 'SENT', 'none'],
    ['SENT', 'CANCELLED', 'person'],
    ['DRAFT', 'CANCELLED', 'theirs'],
    ['VIEWED', 'SENT', 'none'],
    ['CANCELLED', 'SENT', 'ours'],
    ['CANCELLED', 'PAID', 'person'],
  ])('%s here and %s there: %s', (ours, theirs, wins) => expect(decide(ours, theirs)).toBe(wins));
});
