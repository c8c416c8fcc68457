import { type Command, Option } from 'commander';

/** Options by the names that they had before 0.1: command, old, new. */
const RENAMED: readonly (readonly [command: string, old: string, now: string])[] = [
  ['sign', '--key', '--signer-key'],
  ['keys request', '--key', '--signer-key'],
  ['keys check', '--key', '--signer-key'],
  ['keys rotate signer', '--key', '--signer-key'],
  ['mark', '--key', '--watermark-key'],
  ['mark', '--policy', '--record-mode'],
  ['embed', '--key', '--watermark-key'],
  ['embed', '--payload', '--content-id'],
  ['detect', '--key', '--watermark-key'],
  ['keys text', '--key', '--watermark-key'],
  ['profile make', '--key', '--watermark-key'],
  ['profile check', '--key', '--watermark-key'],
];

/** Refuses old names of options with the new one: as an alias, `--key` would go on to mean two secrets. */
export function refuseRenamed(program: Command): void {
  for (const [path, old, now] of RENAMED) {
    const command = path
      .split(' ')
      .reduce<Command | undefined>(
        (under, name) => under?.commands.find((each) => each.name() === name),
        program,
      );
    if (command === undefined) throw new Error(`There is no command ${path}.`);
    const refused = new Option(`${old} <value>`).hideHelp().argParser(() => {
      return command.error(`error: ${old} is called ${now} now.`);
    });
    command.addOption(refused);
  }
}
