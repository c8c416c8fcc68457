import { TRUST_LIST_NAMES, type TrustListName } from '@provenance/trust-lists';
import { Argument, type Command } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';

/** The public lists of whom C2PA's validators trust. */
export function trustCommands(io: Io, program: Command, done: (code: ExitCode) => void): void {
  const trust = program
    .command('trust')
    .description('show and change the public lists of trusted signers')
    .addHelpText(
      'after',
      '\nThe lists count where no anchors of your own are named (by flags, the environment or the\nconfiguration), or beside them with --default-trust or `"defaultTrust": true`. Nothing is fetched\nbut by `trust update --from URL`. C2PA publishes its lists at\nhttps://github.com/c2pa-org/conformance-public/tree/main/trust-list',
    );
  trust
    .command('list')
    .description('show the lists, and how old they are')
    .option('--json', 'as JSON (provenance.trust/1)')
    .action(async (options) => {
      const { trustListCommand } = await import('../commands/trust/trust.ts');
      done(await trustListCommand(io, options));
    });
  trust
    .command('update')
    .description('put a newer list in the place of one, after a check')
    .addArgument(named().default('c2pa'))
    .requiredOption('--from <source>', 'a file, or an https address that is fetched')
    .option('-y, --yes', 'ask nothing')
    .action(async (name: TrustListName, options) => {
      const { trustUpdateCommand } = await import('../commands/trust/trust.ts');
      done(await trustUpdateCommand(io, name, options));
    });
  trust
    .command('pin')
    .description('keep a list as it is')
    .addArgument(named('<name>'))
    .option('--remove', 'no longer')
    .action(async (name: TrustListName, options) => {
      const { trustPinCommand } = await import('../commands/trust/trust.ts');
      done(await trustPinCommand(io, name, options));
    });
  trust
    .command('add')
    .description('trust further authorities beside the public lists')
    .argument('<file>', 'PEM certificates of authorities')
    .option('--time-stamps', 'they are time-stamp authorities, and no authorities of signers')
    .option('-y, --yes', 'ask nothing')
    .action(async (file: string, options) => {
      const { trustAddCommand } = await import('../commands/trust/trust.ts');
      done(await trustAddCommand(io, file, options));
    });
}

const named = (written = '[name]'): Argument =>
  new Argument(written, 'which list').choices([...TRUST_LIST_NAMES]);
