import type { Command } from 'commander';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';

const SCRIPTS = { bash, zsh, fish };

/** A completion script, made from the commands themselves so that it cannot fall behind them. */
export async function completionCommand(
  io: Io,
  shell: keyof typeof SCRIPTS,
  program: Command,
): Promise<ExitCode> {
  await io.stdout.write(SCRIPTS[shell](program));
  return 0;
}

/** Flags of a command and of those under it. */
const flags = (command: Command): string[] => [
  ...command.options.flatMap(({ short, long, hidden }) =>
    hidden ? [] : [short, long].filter((flag) => flag !== undefined),
  ),
  ...command.commands.flatMap(flags),
  '--lang',
  '--help',
];

/** What may stand after a command besides files: commands under it, and choices of its arguments. */
const names = (command: Command): string[] => [
  ...command.commands.map((sub) => sub.name()),
  ...command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
];

const unique = (words: readonly string[]): string => [...new Set(words)].join(' ');

function bash(program: Command): string {
  const words = (command: Command) => unique([...names(command), ...flags(command)]);
  const cases = program.commands.map(
    (command) => `    *:${command.name()}) words='${words(command)}' ;;`,
  );
  return `# bash completion for provenance: source <(provenance completion bash)
_provenance() {
  local current=\${COMP_WORDS[COMP_CWORD]} words= unwanted='-*'
  case $COMP_CWORD:\${COMP_WORDS[1]} in
    1:*) words='${unique([...names(program), '--help', '--version'])}' ;;
${cases.join('\n')}
  esac
  [[ $current == -* ]] && unwanted=
  COMPREPLY=($(compgen -X "$unwanted" -W "$words" -- "$current"))
}
# Where nothing fits, readline completes file names, with spaces and all.
complete -o default -F _provenance provenance
`;
}

function zsh(program: Command): string {
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''").replaceAll(':', '\\:')}'`;
  const commands = program.commands.map(
    (command) => `    ${quote(command.name())}:${quote(command.description())}`,
  );
  const cases = program.commands.map(
    (command) =>
      `    ${command.name()}) flags=(${unique(flags(command))}) names=(${unique(names(command))}) ;;`,
  );
  return `#compdef provenance
# zsh completion for provenance: source <(provenance completion zsh)
_provenance() {
  local -a flags names commands=(
${commands.join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  case $words[2] in
${cases.join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    compadd -- $flags
  else
    compadd -- $names
    _files
  fi
}
compdef _provenance provenance
`;
}

function fish(program: Command): string {
  const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = program.commands.flatMap((command) => {
    const seen = `__fish_seen_subcommand_from ${command.name()}`;
    return [
      `complete -c provenance -n __fish_use_subcommand -f -a ${command.name()} -d ${quote(command.description())}`,
      ...command.commands.map(
        (sub) =>
          `complete -c provenance -n '${seen}' -f -a ${sub.name()} -d ${quote(sub.description())}`,
      ),
      ...command.options
        .filter(({ hidden }) => !hidden)
        .map(({ short, long, description, required }) => {
          const names = [short && `-s ${short.slice(1)}`, long && `-l ${long.slice(2)}`];
          const value = required ? ' -r' : '';
          return `complete -c provenance -n '${seen}' ${names.filter(Boolean).join(' ')}${value} -d ${quote(description)}`;
        }),
    ];
  });
  return `# fish completion for provenance: provenance completion fish | source\n${lines.join('\n')}\n`;
}
