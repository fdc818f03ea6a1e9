import { Command, InvalidArgumentError } from 'commander';

export interface JourneyOptions {
  journeys: number;
  kills: number;
  workers: number;
  /** Journeys under way at a time. */
  atOnce: number;
  /** Minutes after which a journey that is not over counts as stuck. */
  minutes: number;
}

const whole = (least: number) => (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
};

/** Reads the flags; ends the process with what is wrong with them. */
export function readJourneyOptions(): JourneyOptions {
  return new Command('npm run soak:journeys --')
    .description('Journeys from a lead to the last payment, over four sandboxes, while workers are killed (kill -9).')
    .option('--journeys <number>', 'leads to take all the way', whole(1), 200)
    .option('--kills <number>', 'workers killed on the way', whole(0), 100)
    .option('--workers <number>', 'workers at a time', whole(1), 2)
    .option('--at-once <number>', 'journeys at a time', whole(1), 8)
    .option('--minutes <number>', 'when to give up', whole(1), 30)
    .parse()
    .opts<JourneyOptions>();
}
