// That every command line in a document is one: its commands exist, and so do its flags. Nothing is run.
import { createProgram } from '../../packages/cli/src/program/program.ts';
import { type Block, blocksOf, read } from './text.ts';

type Command = ReturnType<typeof createProgram>;

const SHELLS = new Set(['sh', 'console', 'bash']);
const nowhere = { isTTY: false, write: async () => {} };
const program = createProgram(
  { stdout: nowhere, stderr: nowhere, env: {}, language: 'en' } as never,
  { print: () => {}, done: () => {}, speak: () => {} },
);
const scripts = JSON.parse(read('package.json')).scripts as Record<string, string>;

/** @returns One sentence for each command line of the document that the command would refuse. */
export function wrongCommands(path: string): string[] {
  return blocksOf(read(path))
    .filter(({ language }) => SHELLS.has(language))
    .flatMap((block) =>
      linesOf(block).flatMap(({ line, text }) =>
        problemsOf(text).map((problem) => `${path}:${line}: ${problem}`),
      ),
    );
}

/** Of a session only what is typed; a line that ends in a backslash goes on. */
function linesOf({ language, line, text }: Block): { line: number; text: string }[] {
  const whole = text.replace(/\\\n\s*/g, ' ');
  const isSession = language === 'console' && /^\$ /m.test(whole);
  return whole
    .split('\n')
    .map((each, index) => ({ line: line + index, text: each }))
    .filter(({ text }) => !isSession || text.startsWith('$ '));
}

function problemsOf(text: string): string[] {
  const simple = text.replace(/^\$ /, '').replace(/\s#.*$/, '');
  return simple.split(/\s*(?:&&|\|\||[|;])\s*/).flatMap((part) => {
    const words = (part.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).filter((word) => !/^[<>]/.test(word));
    while (/^[A-Z_]+=/.test(words[0] ?? '')) words.shift();
    if (words[0] === 'npx') words.shift();
    if (words[0] === 'npm' && words[1] === 'run') {
      return Object.hasOwn(scripts, words[2] ?? '') ? [] : [`no script ${words[2]}`];
    }
    return words[0] === 'provenance' ? problemsOfWords(words.slice(1)) : [];
  });
}

function problemsOfWords(words: string[]): string[] {
  let at: Command = program;
  const above: Command[] = [program];
  const problems: string[] = [];
  let isNaming = true;
  for (const word of words) {
    if (/^--?[a-zA-Z]/.test(word)) {
      const flag = word.split('=')[0] as string;
      const known = [...above, at].some(({ options }) =>
        options.some(({ short, long }) => flag === short || flag === long),
      );
      if (!known && flag !== '--help' && flag !== '-h') {
        problems.push(`${at.name()} has no ${flag}`);
      }
      isNaming = false;
      continue;
    }
    if (!isNaming) continue;
    const next = at.commands.find((each) => each.name() === word || each.aliases().includes(word));
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
