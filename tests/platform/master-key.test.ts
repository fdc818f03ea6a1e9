import { createMasterKey } from '../../platform/secrets/master-key.js';

test('each purpose has a key of its own, and the id says nothing of any', () => {
  const key = createMasterKey('the master key of one hub, long enough');
  expect(key.derive('a')).toHaveLength(32);
  expect(key.derive('a')).toEqual(createMasterKey('the master key of one hub, long enough').derive('a'));
  expect(key.derive('a')).not.toEqual(key.derive('b'));
  expect(key.derive('a')).not.toEqual(createMasterKey('the master key of another, long enough').derive('a'));
  expect(key.derive('key-id').toString('hex')).not.toContain(key.id);
});
