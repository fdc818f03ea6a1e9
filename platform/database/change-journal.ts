import { ChangeSetType, type EventSubscriber, type FlushEventArgs } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';

/** What a transaction did to one row; values as the entity has them. */
export interface RowChange {
  /** The entity's name. */
  entity: string;
  id: string | null;
  done: 'created' | 'updated' | 'deleted';
  before: Readonly<Record<string, unknown>>;
  after: Readonly<Record<string, unknown>>;
}

const words = {
  [ChangeSetType.CREATE]: 'created',
  [ChangeSetType.UPDATE]: 'updated',
  [ChangeSetType.UPDATE_EARLY]: 'updated',
  [ChangeSetType.DELETE]: 'deleted',
  [ChangeSetType.DELETE_EARLY]: 'deleted',
} as const satisfies Record<ChangeSetType, RowChange['done']>;

/** Remembers what each transaction that asked for it has written through its entity manager. */
export class ChangeJournal implements EventSubscriber {
  readonly #kept = new WeakMap<object, RowChange[]>();

  /** From here to the end of its life, the entity manager's changes are remembered. @returns them, as they come */
  keepFor(em: EntityManager): readonly RowChange[] {
    const changes: RowChange[] = [];
    this.#kept.set(em, changes);
    return changes;
  }

  onFlush({ em, uow }: FlushEventArgs): void {
    const changes = this.#kept.get(em);
    if (!changes) return;
    for (const { meta, type, entity, payload, originalEntity } of uow.getChangeSets()) {
      const { id } = entity as { id?: unknown };
      const touched = Object.keys(type.startsWith('delete') ? (originalEntity ?? {}) : payload);
      const before = pick(originalEntity ?? {}, touched);
      const after = type.startsWith('delete') ? {} : pick(payload, touched);
      changes.push({
        entity: meta.className,
        id: typeof id === 'string' ? id : null,
        done: words[type],
        before,
        after,
      });
    }
  }
}

/** Of every row, and no news. */
const ofEveryRow = new Set(['organizationId', 'createdAt', 'updatedAt', 'version']);

const pick = (from: object, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(from).filter(([key]) => keys.includes(key) && !ofEveryRow.has(key)));
