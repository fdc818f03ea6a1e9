import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Measured, Round } from './measure.js';
import type { BenchOptions, TargetName } from './options.js';
import { median } from './statistics.js';

const titles: Record<TargetName, string> = {
  gateway: '(a) our gateway, subgraphs apart',
  stock: '(b) stock @apollo/gateway, the same subgraphs',
  straight: '(c) subgraphs asked straight, nothing merged',
  hub: '(d) hub start, all in one process',
};

/** A table of medians; ratios are medians of each round’s own ratio. */
export function reportOf(measured: Measured, options: BenchOptions): string {
  const { connections, duration, rounds, dossiers, page } = options;
  const head = ['', 'requests/s', 'p50 ms', 'p99 ms', '× (b)', '× (c)', 'CPU ms own', 'CPU ms all', 'errors'];
  const rows = [...measured].map(([target, own]) => [
    titles[target],
    shown(own.map(({ perSecond }) => perSecond)),
    shown(own.map(({ p50 }) => p50)),
    shown(own.map(({ p99 }) => p99)),
    ratio(own, measured.get('stock')),
    ratio(own, measured.get('straight')),
    shown(own.map(({ ownCpu }) => ownCpu)),
    shown(own.map(({ allCpu }) => allCpu)),
    String(errorsOf(own)),
  ]);
  const memory = Math.round(totalmem() / 1024 ** 3);
  const about = [
    `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores, ${memory} GiB; Node ${process.version}; ${process.platform} ${process.arch}`,
    `${page} of ${dossiers} dossiers an answer; ${connections} callers; ${rounds} alternating rounds of ${duration} s; medians.`,
    'CPU: time an answer took in the process itself, and with the subgraphs’ processes; PostgreSQL and the load come on top.',
  ];
  return `\n${table([head, ...rows])}\n\n${about.join('\n')}\n`;
}

export const errorsOf = (rounds: readonly Round[]): number => rounds.reduce((sum, { errors }) => sum + errors, 0);

function ratio(own: readonly Round[], others: readonly Round[] | undefined): string {
  if (!others) return '';
  return median(own.map(({ perSecond }, round) => perSecond / (others[round]?.perSecond ?? Number.NaN))).toFixed(2);
}

function shown(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  return known.length < values.length ? '' : median(known).toFixed(1);
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  const [head = [], ...rest] = rows;
  return [line(head), widths.map((width) => '─'.repeat(width)).join('──'), ...rest.map(line)].join('\n');
}
