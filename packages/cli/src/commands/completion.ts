import type { Command } from 'commander';
import type { ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';

/** A completion script, made from the commands themselves so that it cannot fall behind them. */
export async function completionCommand(
  io: Io,
  shell: string,
  program: Command,
): Promise<ExitCode> {
  const scripts: Readonly<Record<string, (program: Command) => string>> = { bash, zsh, fish };
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (script === undefined)
    throw new UsageError(`completion takes bash, zsh or fish, not "${shell}".`);
  await io.stdout.write(script(program));
  return 0;
}

const flags = (command: Command): string[] =>
  command.options.flatMap(({ short, long, hidden }) =>
    hidden ? [] : [short, long].filter((flag) => flag !== undefined),
  );

const words = (command: Command): string[] => [
  ...command.commands.map((sub) => sub.name()),
  ...flags(command),
  '--help',
];

function bash(program: Command): string {
  const cases = program.commands.map(
    (command) => `    ${command.name()}) words='${words(command).join(' ')}' ;;`,
  );
  return `# bash completion for provenance: source <(provenance completion bash)
_provenance() {
  local current=\${COMP_WORDS[COMP_CWORD]} words
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
    *) words='${words(program).join(' ')}' ;;
  esac
  ((COMP_CWORD == 1)) && words='${words(program).join(' ')}'
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [[ $current == -* ]] || ((COMP_CWORD == 1)) || COMPREPLY+=($(compgen -f -- "$current"))
}
complete -o filenames -F _provenance provenance
`;
}

function zsh(program: Command): string {
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''").replaceAll(':', '\\:')}'`;
  const commands = program.commands.map(
    (command) => `    ${quote(command.name())}:${quote(command.description())}`,
  );
  const cases = program.commands.map(
    (command) => `    ${command.name()}) compadd -- ${words(command).join(' ')}; _files ;;`,
  );
  return `#compdef provenance
# zsh completion for provenance: source <(provenance completion zsh)
_provenance() {
  local -a commands=(
${commands.join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  case $words[2] in
${cases.join('\n')}
  esac
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
