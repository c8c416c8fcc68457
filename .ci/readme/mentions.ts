// That what a document says of commands outside of blocks is so: `code` in sentences, tables of options and of commands.
import { type Command, child, has, optionsOf, problemsOf, program } from './commands.ts';

/** Flags of other programs, by the document that names them. */
const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  // npx
  'docs/operator.md': ['--no'],
  'docs/platform.md': ['--no'],
  'docs/platform.ja.md': ['--no'],
  'docs/provider.md': ['--no'],
};

/** What they say of commands is of this repository, or of the past. */
const EXEMPT = ['CHANGELOG.md', 'CONTRIBUTING.md'];

const all = below(program);

function below(command: Command): Command[] {
  return [command, ...command.commands.flatMap(below)];
}

/**
 * Code in a sentence is held against the command where it begins with `provenance`, with a command and a word of it or a
 * flag, or with a flag; a flag in a row of a table that begins with commands, against these. A table whose rows begin with
 * flags is one of options: the line above it says of which command, `<!-- options: keys request -->`, and it has them all.
 * A table under the word `command` has all commands of each group that it has two of.
 *
 * @param path Of the document from the root.
 * @param text What stands in it.
 * @returns One sentence for each that is wrong.
 */
export function wrongMentions(path: string, text: string): string[] {
  if (EXEMPT.includes(path)) return [];
  const problems: string[] = [];
  const lines = withoutBlocks(text);
  for (const [index, line] of lines.entries()) {
    const say = (problem: string) => problems.push(`${path}:${index + 1}: ${problem}`);
    const spans = spansOf(line);
    const row = isRow(line) ? commandsOf(firstCell(line)) : [];
    for (const span of spans) problemsOfSpan(span, row, FOREIGN[path] ?? []).forEach(say);
    if (isRow(line) && !isRow(lines[index - 1] ?? '')) {
      problemsOfTable(lines, index).forEach(say);
    }
  }
  return problems;
}

/** Lines of blocks are empty: they have a check of their own. */
function withoutBlocks(text: string): string[] {
  let isIn = false;
  return text.split('\n').map((line) => {
    const isFence = line.startsWith('```');
    if (isFence) isIn = !isIn;
    return isFence || isIn ? '' : line;
  });
}

const spansOf = (line: string): string[] =>
  [...line.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);

const isRow = (line: string) => line.startsWith('|');

const firstCell = (line: string) => line.split('|')[1] ?? '';

function problemsOfSpan(span: string, row: readonly Command[], foreign: readonly string[]) {
  const [first = '', second = ''] = span.split(' ');
  if (first === 'provenance' || first === 'npx') return problemsOf(span);
  if (first === 'npm' && second === 'run') return problemsOf(span);
  if (/^--[a-z]/.test(first)) {
    const flag = first.split('=')[0] as string;
    const candidates = row.length > 0 ? [...row, program] : all;
    if (foreign.includes(flag) || candidates.some((command) => has(command, flag))) return [];
    return [row.length > 0 ? `none of the commands of the row has ${flag}` : `no ${flag}`];
  }
  const command = child(program, first);
  if (command && (span.includes(' --') || (command.commands.length > 0 && second !== ''))) {
    return problemsOf(`provenance ${span}`);
  }
  return [];
}

/** The commands that a cell names; `registry init`, `stats` are both of `registry`. */
function commandsOf(cell: string): Command[] {
  const named: Command[] = [];
  let group = program;
  for (const span of spansOf(cell)) {
    const words = span.replace(/^provenance /, '').split(' ');
    let at: Command | undefined = child(program, words[0] ?? '') ? program : group;
    for (const word of words) {
      const next: Command | undefined = at && child(at, word);
      if (next && next.commands.length > 0) group = next;
      at = next;
    }
    if (at) named.push(at);
  }
  return named;
}

function problemsOfTable(lines: readonly string[], start: number): string[] {
  const length = lines.slice(start).findIndex((line) => !isRow(line));
  const rows = lines.slice(start, length < 0 ? undefined : start + length);
  const cells = rows.slice(2).map(firstCell);
  if (cells.length > 0 && cells.every((cell) => /^ `--?[a-z]/.test(cell))) {
    return problemsOfOptions(cells, lines[start - 1] ?? '', lines[start - 2] ?? '');
  }
  return firstCell(rows[0] ?? '').trim() === 'command' ? problemsOfCommands(cells) : [];
}

function problemsOfOptions(cells: string[], above: string, further: string): string[] {
  const mark = /^<!-- options: (.+) -->$/.exec(above) ?? /^<!-- options: (.+) -->$/.exec(further);
  if (!mark) return ['a table of options without <!-- options: COMMAND --> above it'];
  const [, name = ''] = mark;
  const command = name
    .split(' ')
    .reduce<Command | undefined>((at, word) => at && child(at, word), program);
  if (!command) return [`no command ${name}`];
  const flags = cells.flatMap(spansOf).map((span) => span.split(/[ =]/)[0] as string);
  return [
    ...flags.filter((flag) => !has(command, flag)).map((flag) => `${name} has no ${flag}`),
    ...optionsOf(command)
      .filter(({ short, long }) => !flags.some((flag) => flag === short || flag === long))
      .map(({ long, short }) => `the table of ${name} has no row for ${long ?? short}`),
  ];
}

function problemsOfCommands(cells: string[]): string[] {
  const named = cells.flatMap(commandsOf);
  const groups = all.filter(
    ({ commands }) => commands.filter((command) => named.includes(command)).length > 1,
  );
  return groups
    .filter((group) => group !== program)
    .flatMap((group) =>
      group.commands
        .filter((command) => !named.includes(command))
        .map((command) => `the table has no row for ${group.name()} ${command.name()}`),
    );
}
