import { Argument, Command } from 'commander';
import { graphUrl } from './demo/demo-graph.js';
import { publish } from './demo/publish.js';
import { quoteToCash } from './demo/quote-to-cash.js';

// `npm run demo`, `npm run demo -- quote-to-cash`: against a running hub, shows every sync event as it streams in.

const demos = { publish, 'quote-to-cash': quoteToCash };

await new Command('npm run demo --')
  .description('Shows a running hub at work.')
  .addArgument(
    new Argument('[demo]', 'a dossier to Symphonics; or everything from the lead to the rest invoice')
      .choices(Object.keys(demos))
      .default('publish'),
  )
  .action(async (name: keyof typeof demos) => {
    try {
      await demos[name]();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      process.stderr.write(`The demo did not end well: ${reason}\nIs the hub running (npm start) at ${graphUrl}?\n`);
      process.exitCode = 1;
    }
  })
  .parseAsync();
