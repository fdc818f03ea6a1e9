import { Command, InvalidArgumentError } from 'commander';

export interface SoakOptions {
  deliveries: number;
  kills: number;
  workers: number;
  databaseRestarts: number;
  /** The vendor's budget of a minute, in requests; absent, it is one that the blows keep pace with. */
  perMinute?: number;
  /** Minutes after which what is not settled counts as lost. */
  minutes: number;
}

/** Takes a whole number from here on. */
export const whole = (least: number) => (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
};

/** Reads the flags; ends the process with what is wrong with them. */
export function readSoakOptions(): SoakOptions {
  return new Command('npm run soak --')
    .description('Deliveries while workers are killed (kill -9) and, if asked for, PostgreSQL is restarted at once.')
    .option('--deliveries <number>', 'dossiers to bring to the sandbox', whole(1), 200)
    .option('--kills <number>', 'workers killed on the way', whole(0), 20)
    .option('--workers <number>', 'workers at a time', whole(1), 2)
    .option('--database-restarts <number>', 'immediate restarts of PostgreSQL on the way', whole(0), 0)
    .option('--per-minute <number>', 'the rate budget, in real time; some are published by hand on the way', whole(1))
    .option('--minutes <number>', 'when to give up', whole(1), 10)
    .parse()
    .opts<SoakOptions>();
}
