import type { RowChange } from '../database/change-journal.js';
import { HubError } from '../errors/hub-error.js';
import type { AuditEntry } from './audit-log.js';

/** One call of one mutation, on its way into the log. */
export class AuditedCall {
  readonly #event: string;
  readonly #args: Readonly<Record<string, unknown>>;
  readonly #personal: readonly string[];
  /** Whether an entry was committed. */
  recorded = false;

  /** @param event what the log calls it */
  constructor(event: string, args: Readonly<Record<string, unknown>>, personal: readonly string[] = []) {
    this.#event = event;
    this.#args = args;
    this.#personal = personal;
  }

  /** What is on record of a call that did what it was asked, with the rows it changed. */
  done(changes: readonly RowChange[]): AuditEntry {
    return {
      event: this.#event,
      outcome: 'DONE',
      subject: this.#subject(changes),
      details: { arguments: this.#args, ...(changes.length > 0 && { changes }) },
      personal: this.#personal,
    };
  }

  /** What is on record of a call that changed nothing, with why. */
  failed(error: unknown): AuditEntry {
    const code = error instanceof HubError ? error.code : 'INTERNAL_ERROR';
    return {
      event: this.#event,
      outcome: code === 'INTERNAL_ERROR' ? 'FAILED' : 'REFUSED',
      subject: this.#subject([]),
      details: { arguments: this.#args, code },
      personal: this.#personal,
    };
  }

  /** What it was about: the id it was given, else that of the first row it wrote. */
  #subject(changes: readonly RowChange[]): AuditEntry['subject'] {
    const [type = this.#event] = this.#event.split('.');
    const id = idIn(this.#args) ?? changes.find((change) => change.id !== null)?.id;
    return id === undefined || id === null ? null : { type, id };
  }
}

function idIn(args: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, value] of Object.entries(args)) {
    if ((name === 'id' || name.endsWith('Id')) && typeof value === 'string') return value;
  }
  const { input } = args;
  return input !== null && typeof input === 'object' ? idIn({ ...input } as Record<string, unknown>) : undefined;
}
