import type { Command } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { choice, collect, positive } from './options.ts';

const SERVER_SCHEMES = [
  'vllm-gumbel-philox-v1',
  'vllm-dual-gumbel-philox-v1',
  'sglang-gumbel-murmur3-v1',
  'sglang-dual-gumbel-murmur3-v1',
] as const;

/** As `TEXT_MARK_SCHEMES` of textmark, which is not loaded to show help; a test compares them. */
export const SCHEMES = [
  'provenance-gumbel-siphash-v1',
  'provenance-traced-siphash-v1',
  ...SERVER_SCHEMES,
] as const;

const TOKENIZER = 'an encoding of gpt-tokenizer (o200k_base), or the tokenizer.json of the model';

/** Profiles of text watermarks, which `detect --text` reads. */
export function profileCommands(
  io: Io,
  program: Command,
  command: (name: string, description: string, under?: Command) => Command,
  done: (code: ExitCode) => void,
): void {
  const profile = program
    .command('profile')
    .description('make and check profiles of text watermarks')
    .addHelpText(
      'after',
      '\nA profile says which scheme, key (by its kid) and tokenizer texts are marked with, so that generation and\ndetection cannot drift apart. Nothing in it is secret.',
    );
  keyed(command('make', 'write the profile of a key and a tokenizer', profile))
    .requiredOption('-o, --output <file>', 'where to write it')
    .requiredOption('--tokenizer <tokenizer>', TOKENIZER)
    .addOption(choice('--scheme <name>', 'how texts are marked', SCHEMES))
    .option(
      '--context-width <n>',
      'tokens that a draw depends on; default: of the scheme',
      positive,
    )
    .option('-f, --force', 'replace an existing file')
    .action(async (options) => {
      const { makeProfileCommand } = await import('../text-mark/profile.ts');
      done(await makeProfileCommand(io, options));
    });
  keyed(command('check', 'check that key and tokenizer are those of a profile', profile))
    .argument('<profile>', 'a file of `profile make`')
    .option('--tokenizer <tokenizer>', `${TOKENIZER}; default: by its name`)
    .action(async (path: string, options) => {
      const { checkProfileCommand } = await import('../text-mark/profile.ts');
      done(await checkProfileCommand(io, path, options));
    });
}

/** `keys text` and its options. */
export function textKeyCommand(
  io: Io,
  keys: Command,
  command: (name: string, description: string, under?: Command) => Command,
  done: (code: ExitCode) => void,
): void {
  command(
    'text',
    'write the watermark configuration of a language-model server, with a derived key',
    keys,
  )
    .requiredOption('-o, --output <file>', 'where to write it')
    .addOption(
      choice('--scheme <name>', 'how the server marks', SERVER_SCHEMES).makeOptionMandatory(),
    )
    .option(
      '--watermark-key <file>',
      'a watermark key; default: the first of the configuration',
      collect,
    )
    .option('--tenant <name>', 'a key of its own for this tenant')
    .option('-f, --force', 'replace an existing file')
    .action(async (options) => {
      const { serverKeyCommand } = await import('../text-mark/server-key.ts');
      done(await serverKeyCommand(io, options));
    });
}

/** Whose key it is. */
export function keyed(command: Command): Command {
  return command
    .option(
      '--watermark-key <file>',
      'a watermark key (repeatable); default: the keys of the configuration',
      collect,
    )
    .option('--tenant <name>', 'the key was derived for this tenant')
    .option('--vllm <file>', 'the --watermark-config of a vLLM server')
    .option('--sglang <file>', 'the --watermark-config of an SGLang server');
}
