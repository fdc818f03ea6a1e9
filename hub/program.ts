import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { scopes } from '../platform/service/scopes.js';
import { failureMessage } from './failure-message.js';
import { sandboxNames } from './sandbox-names.js';

const names = ['interventions', 'integrations', 'billing', 'marketing', 'access'] as const;
const portOption = (otherwise = 'PORT') =>
  new Option('--port <number>', `the port to listen on; 0 for any free one (default: ${otherwise})`).argParser(
    portNumber,
  );

/** The `hub` command. Each subcommand is loaded when it is used, so that help comes at once. */
export function createProgram(): Command {
  const program = new Command('hub')
    .description('Passerelle: one GraphQL graph over interventions, billing, marketing and the systems they touch.')
    .showHelpAfterError()
    .addHelpText('after', '\nConfiguration comes from the environment; the README lists every variable.');

  program
    .command('start')
    .description('everything in one process: gateway, subgraphs, workers, and PostgreSQL when DATABASE_URL is unset')
    .addOption(portOption())
    .action(async ({ port }) => run(async () => (await import('./start.js')).start({ port })));

  program
    .command('gateway')
    .description('the gateway alone; with --supergraph, an open gateway for any Federation 2 supergraph')
    .option('--supergraph <file>', 'a composed supergraph whose subgraphs are remote; needs no database and no keys')
    .addOption(portOption())
    .option('--host <address>', 'the address to listen on')
    .action(async (options) => run(async () => (await import('./gateway.js')).gateway(options)));

  program
    .command('subgraph')
    .description('one subgraph alone, for the gateway’s signed calls; needs DATABASE_URL and HUB_MASTER_KEY')
    .addArgument(new Argument('<name>', 'which one').choices(names))
    .addOption(portOption())
    .action(async (name, { port }) => run(async () => (await import('./subgraph.js')).subgraph({ name, port })));

  program
    .command('worker')
    .description('runs background jobs: deliveries, events, webhooks; start as many as you need')
    .addOption(
      new Option('--port <number>', 'serves /healthz, /readyz and /metrics there; nothing when left out').argParser(
        portNumber,
      ),
    )
    .action(async (options) => run(async () => (await import('./worker.js')).worker(options)));

  program
    .command('migrate')
    .description('brings the database to where this version needs it; safe to run again')
    .action(async () => run(async () => (await import('./migrate.js')).migrate()));

  program
    .command('compose')
    .description('writes schema/: each subgraph’s schema and the supergraph they make')
    .option('--check', 'only compare; fail when the committed files differ', false)
    .action(async ({ check }) =>
      run(async () => {
        const files = await (await import('./compose.js')).compose({ check });
        say(
          check ? 'schema/ is what the code declares.' : `Wrote ${files.map((file) => `schema/${file}`).join(', ')}.`,
        );
      }),
    );

  const keys = program.command('keys').description('API keys, and the master key');
  keys
    .command('create')
    .description('makes an API key and prints it, once')
    .requiredOption('--name <text>', 'what the key is for')
    .option('--organization <name>', 'the organization it belongs to; made when there is none of that name', 'first')
    .option('--scopes <list>', `comma-separated: ${scopes.join(', ')}`, 'admin')
    .option('--expires <date>', 'ISO 8601; never when left out')
    .action(async (options) => run(async () => say(await (await import('./keys.js')).createApiKey(options))));
  keys
    .command('list')
    .description('every key of every organization: its beginning, id, scopes and whether it is good')
    .action(async () => run(async () => say(await (await import('./keys.js')).listApiKeys())));
  keys
    .command('revoke')
    .description('ends a key for good: calls are refused within two seconds, and so do its streams end')
    .addArgument(new Argument('<key>', 'its beginning (psk_ and six characters) or its id, as `hub keys list` shows'))
    .action(async (key) => run(async () => say(await (await import('./keys.js')).revokeApiKey(key))));
  keys
    .command('regenerate')
    .description('gives a key a new secret and prints it, once; the one before stays good for a while')
    .addArgument(new Argument('<key>', 'its beginning or its id, as `hub keys list` shows'))
    .option('--overlap <hours>', 'how long the old secret is still good: 0 to 720', '24')
    .action(async (key, options) =>
      run(async () => say(await (await import('./keys.js')).regenerateApiKey(key, options))),
    );
  keys
    .command('rotate-master')
    .description('goes over to a new version of the master key while everything runs; ended, it goes on where it was')
    .option('--data-keys', 'new data keys for all organizations, too, and every secret sealed anew', false)
    .action(async (options) => run(async () => (await import('./master-key.js')).rotateMasterKey(options, say)));
  keys
    .command('status')
    .description('the versions of the master key, and how many data keys and secrets are under each')
    .action(async () => run(async () => say(await (await import('./master-key.js')).masterKeyStatus())));

  const clients = program
    .command('oauth-clients')
    .description('programs that sign people in, or have tokens of their own');
  clients
    .command('create')
    .description('makes a client and prints its client_id and client_secret, once')
    .requiredOption('--name <text>', 'what people see when it asks for their consent')
    .option('--organization <name>', 'whose people it is for; made when there is none of that name', 'first')
    .option('--scopes <list>', `the most that its tokens may do, comma-separated: ${scopes.join(', ')}`, 'admin')
    .option('--redirect-uri <url...>', 'where people are sent back to, exactly')
    .option('--public', 'it cannot keep a secret: a browser, a phone', false)
    .option('--machine', 'it has tokens of its own (client credentials)', false)
    .action(async (options) => run(async () => say(await (await import('./oauth-clients.js')).createClient(options))));
  clients
    .command('list')
    .description('every client of every organization')
    .action(async () => run(async () => say(await (await import('./oauth-clients.js')).listClients())));
  clients
    .command('delete')
    .description('deletes a client; its tokens open nothing any more')
    .argument('<client_id>')
    .action(async (clientId) =>
      run(async () => say(await (await import('./oauth-clients.js')).deleteClient(clientId))),
    );

  const providers = program
    .command('identity-providers')
    .description('where people of an organization sign in elsewhere');
  const ofOrganization = (command: Command) =>
    command.option('--organization <name>', 'whose people; made when there is none of that name', 'first');
  const settings = (command: Command) =>
    ofOrganization(command)
      .requiredOption('--name <text>', 'what people see on the sign-in page')
      .requiredOption('--domains <list>', 'whose e-mail addresses it may speak for, comma-separated')
      .option('--create-users', 'makes a user of somebody who is not known yet', false)
      .option('--roles <list>', 'what everybody who comes from there has, comma-separated');
  settings(providers.command('add-oidc'))
    .description('adds an OpenID provider and prints the redirect URI that it has to know')
    .requiredOption('--issuer <url>', 'https')
    .requiredOption('--client-id <text>', 'what the provider knows the hub as')
    .requiredOption('--client-secret-file <file>', 'holds the secret; /dev/stdin to type it')
    .action(async (options) =>
      run(async () => say(await (await import('./identity-providers.js')).addOidcProvider(options))),
    );
  settings(providers.command('add-saml'))
    .description('adds a SAML 2.0 provider and prints where the metadata of the hub are, which it has to know')
    .requiredOption('--metadata <file>', 'those of the provider')
    .option('--sign-requests', 'signs requests to sign in', false)
    .option('--accept-sha1', 'takes signatures with SHA-1: only for a provider that can do no better', false)
    .action(async (options) =>
      run(async () => say(await (await import('./identity-providers.js')).addSamlProvider(options))),
    );
  ofOrganization(providers.command('list'))
    .description('every provider, with the address that its other side has to know')
    .action(async (options) =>
      run(async () => say(await (await import('./identity-providers.js')).listProviders(options))),
    );
  ofOrganization(providers.command('test'))
    .description('asks an OpenID provider who it is, or shows how long a SAML provider’s certificates are good')
    .argument('<id>')
    .action(async (id, options) =>
      run(async () => say(await (await import('./identity-providers.js')).testProvider(id, options))),
    );
  ofOrganization(providers.command('remove'))
    .description('removes a provider and signs out who came from there')
    .argument('<id>')
    .action(async (id, options) =>
      run(async () => say(await (await import('./identity-providers.js')).removeProvider(id, options))),
    );

  const operations = program
    .command('partner-operations')
    .description('what a partner may send to its graph by a documentId, or send at all');
  const whose = (command: Command) =>
    command
      .requiredOption('--partner <id>', 'whose')
      .option('--organization <name>', 'the organization that shares with it', 'first');
  whose(operations.command('list'))
    .description('its registered operations, and which the graph does not answer any more')
    .option('--unfit', 'those alone', false)
    .action(async (options) =>
      run(async () => say(await (await import('./partner-operations.js')).listOperations(options))),
    );
  whose(operations.command('register'))
    .description('checks an operation against the partner graph, registers it and prints its documentId')
    .requiredOption('--name <text>', 'what people call it')
    .requiredOption('--file <file>', 'the document, byte for byte as the partner has it')
    .action(async (options) =>
      run(async () => say(await (await import('./partner-operations.js')).registerOperation(options))),
    );
  whose(operations.command('remove'))
    .description('takes an operation away')
    .argument('<documentId>')
    .action(async (documentId, options) =>
      run(async () => say(await (await import('./partner-operations.js')).removeOperation(documentId, options))),
    );
  whose(operations.command('require'))
    .description('whether the partner is answered its registered operations alone')
    .addArgument(new Argument('<answer>', 'which').choices(['on', 'off']))
    .action(async (answer, options) =>
      run(async () => say(await (await import('./partner-operations.js')).requireOperations(answer, options))),
    );

  const audit = program.command('audit').description('the log of who did what');
  audit
    .command('verify')
    .description('reads it from end to end and names every entry that is not as the hub wrote it')
    .option('--organization <id>', 'of one organization; of all when left out')
    .option('--against <file>', 'checkpoints that were kept elsewhere, one JSON a line')
    .action(async (options) => run(async () => (await import('./audit.js')).verifyAudit(options, say)));
  audit
    .command('checkpoint')
    .description('signs where it ends now and prints that, one JSON a line, to be kept away from the database')
    .action(async () => run(async () => (await import('./audit.js')).checkpointAudit(say)));
  audit
    .command('export')
    .description("prints an organization's entries, oldest first, one JSON a line")
    .requiredOption('--organization <id>', 'whose')
    .action(async (options) => run(async () => (await import('./audit.js')).exportAudit(options, say)));

  program
    .command('sandbox')
    .description('a stand-in for a vendor, for trying things out; see sandboxes/README.md')
    .addArgument(new Argument('<name>', 'whose').choices(sandboxNames))
    .addOption(portOption('4100'))
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .action(async (name, options) => run(async () => (await import('./sandbox.js')).sandbox(name, options)));

  return program;
}

/** Runs a command; an error meant for people is shown as its message alone. */
async function run(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const message = failureMessage(error);
    if (message === undefined) throw error;
    process.stderr.write(`${message}\n`);
    // Not left to run out: whatever was opened before it failed would keep the process here.
    process.exit(1);
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be between 0 and 65535.');
}
