import { readFile } from 'node:fs/promises';

/** Linux counts a process's time in hundredths of a second, whatever the clock of the kernel (USER_HZ). */
const msPerTick = 10;

/** CPU time that a process used so far, in milliseconds; `undefined` where there is no /proc to ask. */
async function cpuTimeOf(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name, in brackets, may hold spaces; user and system time are the 12th and 13th field after it.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (!fields) return undefined;
  return (Number(fields[11]) + Number(fields[12])) * msPerTick;
}

/** CPU time that several processes used together, in milliseconds; `undefined` when it cannot be known. */
export async function cpuTimeOfAll(pids: readonly number[]): Promise<number | undefined> {
  const times = await Promise.all(pids.map(cpuTimeOf));
  return times.reduce((sum, time) => (sum === undefined || time === undefined ? undefined : sum + time), 0);
}
