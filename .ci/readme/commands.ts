// That every command line in a document is one: its commands exist, and so do its flags. Nothing is run.
import { createProgram } from '../../packages/cli/src/program/program.ts';
import { blocksOf, read } from './text.ts';

export type Command = ReturnType<typeof createProgram>;

const nowhere = { isTTY: false, write: async () => {} };
export const program: Command = createProgram(
  { stdout: nowhere, stderr: nowhere, env: {}, language: 'en' } as never,
  { print: () => {}, done: () => {}, speak: () => {} },
);
const scripts = JSON.parse(read('package.json')).scripts as Record<string, string>;

/**
 * @param path Of a document from the root.
 * @param text What stands in it.
 * @returns One sentence for each command line in a fenced block that the command would refuse.
 */
export function wrongCommands(path: string, text: string): string[] {
  return blocksOf(text).flatMap((block) =>
    linesOf(block.text, block.line).flatMap(({ line, text }) =>
      problemsOf(text).map((problem) => `${path}:${line}: ${problem}`),
    ),
  );
}

/**
 * @param path Of an example or of a file of `deploy/`, from the root.
 * @returns One sentence for each command line in it, on a line of its own or in backticks, that would be refused.
 */
export function wrongCommandsOfCode(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const alone =
      /^\s*(?:\/\/|#|\*|ExecStart=\S*\/(?=provenance ))?\s*(npx .+|provenance [a-z].*)$/;
    // What a Dockerfile gives to its ENTRYPOINT, which is the command.
    const given = /^CMD (\[.+\])$/.exec(line)?.[1];
    const lines = [
      given && `provenance ${(JSON.parse(given) as string[]).join(' ')}`,
      alone.exec(line)?.[1],
      ...[...line.matchAll(/`(provenance [^`]+)`/g)].map((m) => m[1]),
    ];
    const problems = lines.flatMap((each) => (each === undefined ? [] : problemsOf(each)));
    return problems.map((problem) => `${path}:${index + 1}: ${problem}`);
  });
}

/** Of a session only what is typed; a line that ends in a backslash goes on. */
function linesOf(text: string, first: number): { line: number; text: string }[] {
  const isSession = /^\$ /m.test(text);
  const lines: { line: number; text: string }[] = [];
  let goesOn = false;
  for (const [index, each] of text.split('\n').entries()) {
    const part = each.replace(/\\$/, '').trim();
    const last = lines.at(-1);
    if (goesOn && last) last.text += ` ${part}`;
    else lines.push({ line: first + index, text: part });
    goesOn = each.endsWith('\\');
  }
  return lines.filter(({ text }) => !isSession || text.startsWith('$ '));
}

/** @returns What is wrong with the commands of ours in one line of a shell. */
export function problemsOf(text: string): string[] {
  const simple = text.replace(/^\$ /, '').replace(/\s#.*$/, '');
  return simple.split(/\s*(?:&&|\|\||[|;])\s*/).flatMap((part) => {
    const words = (part.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).filter((word) => !/^[<>]/.test(word));
    while (/^[A-Z_]+=/.test(words[0] ?? '')) words.shift();
    if (words[0] === 'npx') {
      const ours = words.indexOf('provenance');
      words.splice(0, ours < 0 ? 1 : ours);
    }
    if (words[0] === 'npm' && words[1] === 'run') {
      const name = words.slice(2).find((word) => !word.startsWith('-')) ?? '';
      return Object.hasOwn(scripts, name) ? [] : [`no script ${name}`];
    }
    return words[0] === 'provenance' ? problemsOfWords(words.slice(1)) : [];
  });
}

/** An option as `--help` has it; without those that are refused with their new name. */
export const optionsOf = (command: Command) => command.options.filter(({ hidden }) => !hidden);

function problemsOfWords(words: string[]): string[] {
  let at = program;
  const above: Command[] = [program];
  const problems: string[] = [];
  let isNaming = true;
  for (const word of words) {
    if (/^--?[a-zA-Z]/.test(word)) {
      const flag = word.split('=')[0] as string;
      if (![...above, at].some((command) => has(command, flag))) {
        problems.push(`${at.name()} has no ${flag}`);
      }
      isNaming = false;
      continue;
    }
    if (!isNaming) continue;
    const next = child(at, word);
    if (next) {
      above.push(at);
      at = next;
    } else {
      if (at.commands.length > 0 && at.registeredArguments.length === 0) {
        problems.push(`${at.name()} has no command ${word}`);
      }
      isNaming = false;
    }
  }
  return problems;
}

export const child = (command: Command, name: string): Command | undefined =>
  command.commands.find((each) => each.name() === name || each.aliases().includes(name));

export const has = (command: Command, flag: string): boolean =>
  flag === '--help' ||
  flag === '-h' ||
  optionsOf(command).some(({ short, long }) => flag === short || flag === long);
