import { compareAnswers } from './compare-answers.js';
import { startEnvironment } from './environment.js';
import { startLoadGenerator } from './load-generator.js';
import { measure } from './measure.js';
import { readOptions } from './options.js';
import { errorsOf, reportOf } from './report.js';
import { startedHere } from './started.js';

const options = readOptions(process.argv.slice(2));
const say = (text: string) => process.stderr.write(`${text}\n`);

const started = startedHere();
try {
  const environment = await startEnvironment(options, started, say);
  const expected = await compareAnswers(environment, options);
  const load = await startLoadGenerator(started);
  const measured = await measure(environment, options, { expected, load, say });
  process.stdout.write(reportOf(measured, options));
  const errors = [...measured.values()].reduce((sum, rounds) => sum + errorsOf(rounds), 0);
  if (errors > 0) {
    say(`${errors} requests had no right answer.`);
    process.exitCode = 1;
  }
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
} finally {
  await started.disposeAsync();
}
