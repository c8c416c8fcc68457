import { type Command, InvalidArgumentError } from 'commander';
import { isHost } from '../config/check.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { choice, collect, positive, recorded } from './options.ts';

/** `queue`: bulk work on many machines. */
export function queueCommands(
  io: Io,
  program: Command,
  command: (name: string, description: string, under?: Command) => Command,
  done: (code: ExitCode) => void,
): void {
  const queue = program
    .command('queue')
    .description('mark a great many files, in any number of processes on any number of machines')
    .addHelpText(
      'after',
      `
Jobs wait in PostgreSQL (pg-boss: npm install pg-boss@12.38.0). Each file is marked once and has one record, also where
a worker is killed. All machines see the same folder; paths in jobs begin at --root. Or files come from addresses and
go to addresses, such as signed ones of an object store: then machines share nothing but the database.

Examples:
  provenance queue add generated/ -o published/ --model painter
  provenance queue add --list signed.jsonl --model painter
  provenance queue work                        on each machine, as often as you like
  provenance queue status
  provenance queue dead                        what failed for good, and why
  provenance queue retry --all`,
    );
  const under = (name: string, description: string) =>
    command(name, description, queue)
      .option(
        '--database <url>',
        'a postgresql: URL; default: PROVENANCE_QUEUE, else that of the registry',
      )
      .option('--queue <name>', 'default: mark', queueNamed)
      .option('--json', 'as JSON (provenance.queue/1), one object a line');
  under('add', 'add a job for each file; one that is there already is not added again')
    .argument('[file...]', 'files, folders or patterns')
    .option(
      '--list <file>',
      'also what is named in this one, a line each: a path, or {"url": …, "put": …}; - for standard input',
    )
    .option('-o, --output <folder>', 'where marked files go that have no "put"')
    .option('--root <folder>', 'the folder that all machines share; default: the working folder')
    .option('--model <name>', 'the model that made them')
    .option('--model-version <version>', 'of the model')
    .option('--model-id <uri>', 'purl or URI of the model; with --oversight')
    .addOption(
      choice('--oversight <level>', 'write an AI disclosure: who looked at it', [
        'fully_autonomous',
        'prompt_guided',
        'human_validated',
      ]),
    )
    .option('--generator <name>', 'the application; default: of the configuration of the worker')
    .option('--generator-version <version>', 'of the application')
    .option('--source-type <term>', 'IPTC digital source type; default: trainedAlgorithmicMedia')
    .addOption(
      choice('--training-mining <use>', 'may others train on it', ['allowed', 'notAllowed']),
    )
    .option('--title <text>', 'title of all of them; default: their file names')
    .option('--discard-credential', 'sign files anew that carry a credential, which is lost')
    .option('--require-mark', 'mark nothing that cannot carry a mark; default: only sign it')
    .option('--allow-loss', 'mark also what loses something by it (frames, CMYK, HDR)')
    .addHelpText(
      'after',
      `
An entry {"url": …, "put": …} is a JSON object on a line of its own. The file is got from the first address and the
marked one is put to the second. "headers" of it are sent with PUT: {"x-ms-blob-type": "BlockBlob"}. Signed addresses
are secrets: they are shown nowhere, and kept in the database until the job is done; if it failed for good, for seven
days. Entries that are there already and not done get the addresses of the new list.`,
    )
    .option('--no-recursive', 'take only the files that lie directly in a folder')
    .option('-q, --quiet', 'say nothing')
    .action(async (files: string[], options) => {
      const { queueAddCommand } = await import('../commands/queue/add.ts');
      done(await queueAddCommand(io, files, options));
    });
  recorded(under('work', 'work on jobs until it is interrupted'), false)
    .option('--root <folder>', 'the folder that all machines share; default: the working folder')
    .option('--workers <n>', 'processes that mark; default: one a core', positive)
    .option('--until-empty', 'end when no job is left')
    .option(
      '--allow-host <host>',
      'host or host:port of addresses, in a network of your own or without https (repeatable); default: queue.allowHosts of the configuration',
      host,
    )
    .option('--signer-command <program>', 'a program that signs; default: the configured signer')
    .option('-q, --quiet', 'only failures of the queue itself')
    .addHelpText(
      'after',
      '\nSIGTERM finishes what was taken. What a killed worker had taken is given to another one after 20 seconds.',
    )
    .action(async (options) => {
      const { queueWorkCommand } = await import('../commands/queue/work.ts');
      done(await queueWorkCommand(io, options));
    });
  under(
    'status',
    'show how far it is; exit code 1 where jobs failed for good, 3 where there are none',
  ).action(async (options) => {
    const { queueStatusCommand } = await import('../commands/queue/status.ts');
    done(await queueStatusCommand(io, options));
  });
  under('dead', 'list the jobs that failed for good').action(async (options) => {
    const { queueDeadCommand } = await import('../commands/queue/status.ts');
    done(await queueDeadCommand(io, options));
  });
  under('retry', 'put jobs back that failed for good')
    .argument('[id...]', 'of `queue dead`')
    .option('--all', 'all of them')
    .action(async (ids: string[], options) => {
      const { queueRetryCommand } = await import('../commands/queue/status.ts');
      done(await queueRetryCommand(io, ids, options));
    });
}

/** As pg-boss takes them. */
function queueNamed(value: string): string {
  if (/^[\w-]{1,64}$/.test(value)) return value;
  throw new InvalidArgumentError('1 to 64 letters, digits, - and _ are needed.');
}

/** As it is in a URL. */
function host(value: string, previous: string[] = []): string[] {
  if (isHost(value)) return collect(value.toLowerCase(), previous);
  throw new InvalidArgumentError('A host is needed: store.internal, or store.internal:9000.');
}
