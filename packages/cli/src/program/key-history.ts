import type { Command } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { time } from './options.ts';

/** `keys rotate`, `retire`, `compromised` and `list`: what becomes of keys over time. */
export function keyHistoryCommands(
  io: Io,
  keys: Command,
  command: (name: string, description: string, under?: Command) => Command,
  done: (code: ExitCode) => void,
): void {
  const rotate = keys
    .command('rotate')
    .description('make or name a new key, and retire the one before it');
  command('watermark', 'a new watermark key for what is marked from now on', rotate)
    .option('-o, --output <file>', 'where to write it; default: beside the one before')
    .option('--json', 'as JSON (provenance.keys/1)')
    .action(async (options) => {
      const { rotateWatermarkCommand } = await import('../commands/keys/history.ts');
      done(await rotateWatermarkCommand(io, options));
    });
  command('signer', 'another signer for what is signed from now on', rotate)
    .requiredOption('--signer-key <pem>', 'private key')
    .requiredOption('--cert <pem>', 'its certificate, then its issuers')
    .option('--json', 'as JSON (provenance.keys/1)')
    .action(async (options) => {
      const { rotateSignerCommand } = await import('../commands/keys/history.ts');
      done(await rotateSignerCommand(io, options));
    });
  const dated = (name: string, description: string) =>
    command(name, description, keys)
      .argument(
        '<key>',
        'a certificate, a watermark key, what `keys record` has written, or the id of a watermark key',
      )
      .option('--since <time>', 'default: now', time)
      .option('--json', 'as JSON (provenance.keys/1)');
  dated('retire', 'make nothing new with a key; what it has made stays as good as it is').action(
    async (key: string, options) => {
      const { retireKeyCommand } = await import('../commands/keys/history.ts');
      done(await retireKeyCommand(io, key, options));
    },
  );
  dated('compromised', 'say that somebody else may have a key, and since when').action(
    async (key: string, options) => {
      const { compromisedKeyCommand } = await import('../commands/keys/history.ts');
      done(await compromisedKeyCommand(io, key, options));
    },
  );
  command(
    'list',
    'show what became of keys (provenance.keys.json beside the configuration), and the keys of texts',
    keys,
  )
    .option('--json', 'as JSON (provenance.keys/1)')
    .action(async (options) => {
      const { listKeysCommand } = await import('../commands/keys/history.ts');
      done(await listKeysCommand(io, options));
    });
}
