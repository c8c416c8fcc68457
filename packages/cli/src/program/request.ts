import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { day, operator, recorded, textProfile, watermarkKey } from './options.ts';

/** `request`: what people ask about outputs, and what they were told. */
export function requestCommands(
  io: Io,
  program: Command,
  command: (name: string, description: string, under?: Command) => Command,
  done: (code: ExitCode) => void,
): void {
  const request = program
    .command('request')
    .description('write down who asked about an output, and what was answered');
  const under = (name: string, description: string) =>
    recorded(command(name, description, request), false).option(
      '--json',
      'as JSON (provenance.request/1)',
    );
  request.addHelpText(
    'before',
    `Examples:
  provenance request open upload.jpg --purpose "Was my work copied?"   prints the number of the request
  provenance request answer 0a1b2c3d4e5f upload.jpg                    traces the file and keeps the answer
  provenance request list --open                                       those that wait for an answer
  provenance request export -o requests.jsonl                          the record of responses
`,
  );
  under('open', 'keep that somebody asks about a file: its hash, why, and until when')
    .argument('<file>', 'the file that is asked about; it is not kept')
    .requiredOption('--purpose <text>', 'why it is asked')
    .option('--asker <text>', 'who asks, if that is needed; default: it is not kept')
    .option(
      '--retain-until <day>',
      'erase it after this day; default: by registry.retention, else in a year',
      day,
    )
    .action(async (file: string, options) => {
      const { openRequestCommand } = await import('../commands/request.ts');
      done(await openRequestCommand(io, file, options));
    });
  under('answer', 'trace the file that was asked about, and keep what was found as the answer')
    .argument('<id>', '12 hexadecimal digits', requestNumber)
    .argument('<file>', 'the same file')
    .addOption(textProfile())
    .addOption(watermarkKey())
    .option('--note <text>', 'what you add to the answer')
    .action(async (id: string, file: string, options) => {
      const { answerRequestCommand } = await import('../commands/request.ts');
      done(await answerRequestCommand(io, id, file, options));
    });
  under('list', 'list the requests')
    .option('--open', 'only those without an answer')
    .action(async (options) => {
      const { listRequestsCommand } = await import('../commands/request.ts');
      done(await listRequestsCommand(io, options));
    });
  under('show', 'show one request with its answers')
    .argument('<id>', '12 hexadecimal digits', requestNumber)
    .action(async (id: string, options) => {
      const { showRequestCommand } = await import('../commands/request.ts');
      done(await showRequestCommand(io, id, options));
    });
  under('export', 'write all requests and answers into one file, a JSON object a line')
    .requiredOption('-o, --output <file>', 'where to; - for standard output')
    .option('-f, --force', 'replace an existing file')
    .action(async (options) => {
      const { exportRequestsCommand } = await import('../commands/request.ts');
      done(await exportRequestsCommand(io, options));
    });
  under('erase', 'erase one request and its answers; the log keeps their hashes')
    .argument('<id>', '12 hexadecimal digits', requestNumber)
    .addOption(operator())
    .option('-y, --yes', 'ask nothing')
    .action(async (id: string, options) => {
      const { eraseRequestCommand } = await import('../commands/request.ts');
      done(await eraseRequestCommand(io, id, options));
    });
}

function requestNumber(value: string): string {
  if (/^[0-9a-f]{12}$/i.test(value)) return value.toLowerCase();
  throw new InvalidArgumentError('The number of a request has 12 hexadecimal digits.');
}
