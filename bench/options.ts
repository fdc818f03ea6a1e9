import { Command, InvalidArgumentError, Option } from 'commander';

/** The ways to ask the same question that can be measured, in the order they are shown. */
export const targetNames = ['gateway', 'stock', 'straight', 'hub'] as const;
export type TargetName = (typeof targetNames)[number];

export interface BenchOptions {
  /** Callers at once, each with a connection of its own and one request under way. */
  connections: number;
  /** Seconds a round. */
  duration: number;
  /** Seconds of load before the first round, for each target. */
  warmUp: number;
  rounds: number;
  /** Interventions, each with contact, quote, invoices and payments. */
  dossiers: number;
  /** Dossiers in one answer. */
  page: number;
  targets: TargetName[];
  /** A folder for a CPU profile of each process; none are taken without it. */
  profile?: string;
}

/** Reads flags, and BENCH_… variables where a flag is left out. */
export function readOptions(argv: readonly string[]): BenchOptions {
  const number = (flag: string, description: string, fallback: number, [least, most]: [number, number]) =>
    new Option(`--${flag} <number>`, description)
      .env(`BENCH_${flag.replaceAll('-', '_').toUpperCase()}`)
      .default(fallback)
      .argParser((text) => within(text, least, most));

  const command = new Command('npm run bench --')
    .description(
      'Measures one dossier query through our gateway and in other ways, side by side. See docs/benchmarks.md.',
    )
    .addOption(number('connections', 'callers at once', 16, [1, 256]))
    .addOption(number('duration', 'seconds a round', 5, [1, 300]))
    .addOption(number('warm-up', 'seconds of load before the first round', 4, [1, 300]))
    .addOption(number('rounds', 'rounds a target', 3, [1, 50]))
    .addOption(number('dossiers', 'interventions to make', 200, [1, 10_000]))
    .addOption(number('page', 'dossiers in one answer', 20, [1, 100]))
    .addOption(
      new Option('--targets <list>', `of ${targetNames.join(', ')}`)
        .env('BENCH_TARGETS')
        .default([...targetNames], targetNames.join(','))
        .argParser(targetList),
    )
    .addOption(new Option('--profile <folder>', 'writes a CPU profile of each process there').env('BENCH_PROFILE'))
    .parse(argv, { from: 'user' });
  const options = command.opts<BenchOptions>();
  return { ...options, page: Math.min(options.page, options.dossiers) };
}

function within(text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`It must be a whole number between ${least} and ${most}.`);
}

function targetList(text: string): TargetName[] {
  const given = text.split(',').map((name) => name.trim());
  const unknown = given.find((name) => !targetNames.some((known) => known === name));
  if (unknown !== undefined) throw new InvalidArgumentError(`There is no "${unknown}".`);
  return targetNames.filter((name) => given.includes(name));
}
