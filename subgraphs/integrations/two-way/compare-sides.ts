import type { RemoteRecord } from '../../../platform/connectors/vendor-records.js';
import type { ExternalRecord } from '../entities/external-record.js';
import { type Merged, merge } from './merge.js';
import type { OurSide } from './read-ours.js';
import type { RecordRules } from './rules.js';

/** What two sides come to, by the rules: pure; what is to follow from it is the caller's. */
export function compareSides(
  rules: RecordRules,
  known: Pick<ExternalRecord, 'base' | 'remoteUpdatedAt' | 'erasedAt'>,
  { remote, ours }: { remote: RemoteRecord; ours: OurSide },
): Merged | 'same' | 'unknown' {
  if (known.erasedAt || remote.deleted) return 'unknown';
  // What is older than what was compared already has nothing to say.
  if (known.remoteUpdatedAt && known.remoteUpdatedAt > remote.updatedAt) return 'same';
  return merge(rules, {
    base: known.base ?? {},
    ours: ours.fields,
    theirs: remote.fields,
    ourMoment: ours.moment,
    theirMoment: remote.updatedAt,
    isSent: ours.isSent,
  });
}
