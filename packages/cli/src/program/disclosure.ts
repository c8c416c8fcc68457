import type { Command } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { day, language, recorded } from './options.ts';

/** The public statement of what is done, and whether it still fits. */
export function disclosureCommands(
  io: Io,
  command: (name: string, description: string) => Command,
  done: (code: ExitCode) => void,
): void {
  recorded(
    command('disclose', 'write the public statement of your provenance measures, or check it'),
  )
    .option('-o, --output <folder>', 'where the statement lies; default: disclosure')
    .option('--check', 'write nothing, and fail where the statement no longer fits the system')
    .option('--sign', 'give the pages a content credential of their own, by the configured signer')
    .option('--from <day>', 'first day of what is counted; default: a year ago', day)
    .option('--to <day>', 'last day of what is counted; default: today', day)
    .option('--ask-detector', 'ask the address of disclosure.detector whether it answers')
    .option('--json', 'as JSON (provenance.disclose/1)')
    .addOption(language())
    .addHelpText(
      'after',
      `
Writes statement.{en,ja}.{html,md} and statement.json. What no program can know (who you are, contact
points, why a measure is not taken) stands in \`disclosure\` of the configuration: see docs/disclosure.md.
An item without an answer is named, and nothing is written.

Exit codes: 0 written, or it fits; 1 it no longer fits (--check); 2 an answer is missing or wrong. Figures that came
with the software and are older than it are told, and are no difference: who makes the software measures them again.`,
    )
    .action(async (options) => {
      const { discloseCommand } = await import('../commands/disclose/disclose.ts');
      done(await discloseCommand(io, options));
    });
}
