import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { day, operator, recorded, typed } from './options.ts';

/** `guard`: works that no output is to be like. */
export function guardCommands(
  io: Io,
  program: Command,
  command: (name: string, description: string, under?: Command) => Command,
  done: (code: ExitCode) => void,
): void {
  const guard = program
    .command('guard')
    .description('keep a list of protected works that no output is to be like');
  const under = (name: string, description: string) =>
    recorded(command(name, description, guard), false).option(
      '--json',
      'as JSON (provenance.guard/1)',
    );
  guard.addHelpText(
    'before',
    `Examples:
  provenance guard add painting.png --contact rights@example.org --reason "asked for on 3 May"
  provenance guard check out/                      which outputs are like a work; 1 if any is
  provenance guard list --hits                     the list, and what was found
  provenance guard remove 0a1b2c3d4e5f --reason "licence agreed"

With "guard": { "action": "block" } in the configuration, mark, serve, worker and queue work hold
pictures and texts against the list before they hand them out. Most copies and larger parts are found, also cut,
scaled, mirrored and coded anew: docs/guard.md has the rates. Style and characters are not compared.
`,
  );
  typed(under('add', 'put a picture or a text on the list: its fingerprints, and who asked for it'))
    .argument('<file>', 'the work, or - for standard input; it is not kept')
    .requiredOption('--contact <text>', 'how whoever asks for it can be reached')
    .requiredOption('--reason <text>', 'why it is on the list')
    .option('--title <text>', 'what it is called')
    .option('--retain-until <day>', 'erase it after this day; default: keep it', day)
    .addOption(operator())
    .action(async (file: string, options) => {
      const { addWorkCommand } = await import('../commands/guard.ts');
      done(await addWorkCommand(io, file, options));
    });
  under('list', 'list the works')
    .option('--all', 'those that were removed as well')
    .option('--hits', 'with the outputs that were like them')
    .action(async (options) => {
      const { listWorksCommand } = await import('../commands/guard.ts');
      done(await listWorksCommand(io, options));
    });
  under('remove', 'take a work off the list')
    .argument('<id>', '12 hexadecimal digits', workId)
    .requiredOption('--reason <text>', 'why: it stays in the log')
    .option('--erase', 'erase its fingerprints, contact and reason too; the log keeps their hashes')
    .addOption(operator())
    .option('-y, --yes', 'ask nothing')
    .action(async (id: string, options) => {
      const { removeWorkCommand } = await import('../commands/guard.ts');
      done(await removeWorkCommand(io, id, options));
    });
  typed(under('check', 'say which works files are like, and write nothing down'))
    .argument('<file...>', 'files or folders, or - for standard input')
    .option('--no-recursive', 'take only the files that lie directly in a folder')
    .action(async (files: string[], options) => {
      const { checkOutputCommand } = await import('../commands/guard.ts');
      done(await checkOutputCommand(io, files, options));
    });
}

function workId(value: string): string {
  if (/^[0-9a-f]{12}$/i.test(value)) return value.toLowerCase();
  throw new InvalidArgumentError('The number of a work has 12 hexadecimal digits.');
}
