import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { choice, day, httpUrl, organization, positive, recorded } from './options.ts';

/** As `SCOPES` of the server, which is not loaded to show help; a test compares them. */
export const TOKEN_SCOPES = [
  'mark',
  'verify',
  'trace',
  'admin',
  'fetch:manifests',
  'store:manifests',
  'store:bindings',
] as const;

/** `serve`, and `token` for who may use it. */
export function serverCommands(
  io: Io,
  program: Command,
  command: (name: string, description: string, under?: Command) => Command,
  done: (code: ExitCode) => void,
): void {
  recorded(command('serve', 'mark, verify and look up over HTTP'))
    .option('--port <n>', 'default: 8787; 0: one that is free', port)
    .option('--host <address>', 'default: 127.0.0.1, this machine alone')
    .option('--open', 'without tokens, for everybody on this machine')
    .option(
      '--tokens <location>',
      'a file, or a postgresql: URL, where several servers share requests a minute as well; default: PROVENANCE_TOKENS, else .provenance/tokens.json beside the configuration',
    )
    .option(
      '--workers <n>',
      'processes that mark, and as many that verify; default: one a core',
      positive,
    )
    .option(
      '--queue <n>',
      'requests that wait for a worker; more are 503; default: 8 a worker',
      positive,
    )
    .option('--deadline <seconds>', 'of one file; default: 120', positive)
    .option('--max-bytes <n>', 'of one request; default: 67108864 (64 MiB)', positive)
    .option('--deposits <folder>', 'take manifests of others, and keep them there')
    .option('--by-reference', 'fetch what a look-up names, by https from public addresses')
    .option('--open-queries', 'look-ups for who has no token, without scores')
    .option('--late-bindings', 'take bindings that a manifest does not claim')
    .option(
      '--requests',
      'let anybody ask whether a file is yours, over HTTP and on the page; each request is kept in the registry',
    )
    .option('--public-url <url>', 'the address that others reach it by', httpUrl)
    .option('--proxies <n>', 'proxies in front that add to X-Forwarded-For', positive)
    .option('--prune', 'once a day, erase the records whose retention has ended')
    .option('-q, --quiet', 'log nothing')
    .addHelpText(
      'after',
      `
Prints its address when it is ready, and logs one JSON object a request on stderr.
SIGTERM finishes what was accepted.

Examples:
  provenance serve --open                      for this machine, without tokens
  provenance token create --name pipeline --scope mark
  provenance serve --host 0.0.0.0 --port 80    behind a proxy that does TLS`,
    )
    .action(async (options) => {
      const { serveCommand } = await import('../commands/serve.ts');
      done(await serveCommand(io, options));
    });

  recorded(command('worker', 'mark and verify what a pipeline in another language sends'))
    .option(
      '--stdio',
      'a JSON object a line on standard input, and one for each on standard output',
    )
    .option(
      '--workers <n>',
      'processes that mark, and as many that verify; default: one a core',
      positive,
    )
    .option('--signer-command <program>', 'a program that signs; default: the configured signer')
    .addHelpText(
      'after',
      `
The first line out is {"schema":"provenance.worker/1","ready":true}. Each answer has the id of its request.

Requests:
  {"id":1,"do":"mark","file":"art.png","output":"out.png","origin":{"model":{"name":"painter"}}}
  {"id":2,"do":"mark","text":"A sentence."}
  {"id":3,"do":"verify","file":"out.png"}`,
    )
    .action(async (options) => {
      const { workerCommand } = await import('../commands/worker.ts');
      done(await workerCommand(io, options));
    });

  const token = program.command('token').description('who may use `provenance serve`');
  const under = (name: string, description: string) =>
    command(name, description, token)
      .option('--tokens <location>', 'where they are kept: a file or a postgresql: URL')
      .option('--json', 'as JSON (provenance.token/1)');
  under('create', 'make a token, and show it once')
    .requiredOption('--name <name>', 'whose it is, for people', organization)
    .addOption(choice('--scope <scope...>', 'what it allows', TOKEN_SCOPES).makeOptionMandatory())
    .option('--expires <day>', 'the last day of it: YYYY-MM-DD; default: none', day)
    .action(async (options) => {
      const { createTokenCommand } = await import('../commands/token.ts');
      done(await createTokenCommand(io, options));
    });
  under('list', 'show ids, names and scopes').action(async (options) => {
    const { listTokensCommand } = await import('../commands/token.ts');
    done(await listTokensCommand(io, options));
  });
  under('revoke', 'take a token back, from the next request on')
    .argument('<id>', 'of `token list`')
    .action(async (id: string, options) => {
      const { revokeTokenCommand } = await import('../commands/token.ts');
      done(await revokeTokenCommand(io, id, options));
    });
}

function port(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number <= 65_535) return number;
  throw new InvalidArgumentError('A number from 0 to 65535 is needed.');
}
