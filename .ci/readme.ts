// Holds every document current. Writes their generated parts: code from examples/, tables from the source, sessions of the
// command line, figures from bench/results, examples of packages with what they print. Then asks that links lead
// somewhere, that command lines are ones, and that code in documents is code that is run. With --check it writes nothing
// and says what is not current.
import { writeFileSync } from 'node:fs';
import { EXIT_CODES } from '@provenance/cli';
import { ERROR_CODES } from '@provenance/content';
import { wrongCommands, wrongCommandsOfCode } from './readme/commands.ts';
import {
  bench,
  negatives,
  paste,
  power,
  records,
  robustness,
  visibility,
  visibilityReadings,
} from './readme/figures.ts';
import { brokenLinks } from './readme/links.ts';
import { wrongMentions } from './readme/mentions.ts';
import { page } from './readme/page.ts';
import { sessions } from './readme/session.ts';
import { foreignCode, ran } from './readme/snippets.ts';
import {
  codeWithCommands,
  documents,
  documentsOfFolders,
  read,
  table,
  urlOf,
} from './readme/text.ts';

/** By the name that stands in the document. `code PATH` and `run PATH` are made by {@link make}. */
const sections: Record<string, () => string | Promise<string>> = {
  ...sessions,
  'exit-codes': () => table(['code', 'meaning'], Object.entries(EXIT_CODES)),
  errors: () =>
    table(
      ['code', 'what happened', 'what to do'],
      Object.entries(ERROR_CODES).map(([code, texts]) => [`\`${code}\``, ...texts]),
    ),
  paste,
  bench,
  robustness,
  visibility,
  'visibility-readings': visibilityReadings,
  negatives,
  power,
  records,
  page,
};

/** What stands between a pair of markers. */
function make(name: string): string | Promise<string> {
  const [kind, path = ''] = name.split(' ');
  if (kind === 'code') return `\`\`\`ts\n${read(path).trim()}\n\`\`\``;
  if (kind === 'run') return ran(path);
  const section = Object.hasOwn(sections, name) ? sections[name] : undefined;
  if (section === undefined) throw new Error(`nothing makes the section "${name}"`);
  return section();
}

const isChecking = process.argv.includes('--check');
const problems: string[] = [];
const used = new Set<string>();

for (const path of documents()) {
  const before = read(path);
  let after = '';
  let end = 0;
  for (const part of before.matchAll(/<!-- begin: (.+) -->\n([\s\S]*?)<!-- end: \1 -->/g)) {
    const [, name = '', content = ''] = part;
    const start = part.index + `<!-- begin: ${name} -->\n`.length;
    after += `${before.slice(end, start)}${await make(name)}\n`;
    end = start + content.length;
    used.add(name);
  }
  after += before.slice(end);
  if (
    /<!-- (begin|end): /.test(after.replace(/<!-- begin: (.+) -->\n[\s\S]*?<!-- end: \1 -->/g, ''))
  ) {
    problems.push(`${path}: a marker has no partner`);
  }
  if (isChecking && after !== before) {
    problems.push(`${path} is not current: run \`npm run readme\` and commit it`);
  } else if (after !== before) {
    writeFileSync(urlOf(path), after);
  }
}
for (const name of Object.keys(sections)) {
  if (!used.has(name)) problems.push(`no document has the section "${name}"`);
}
for (const path of documents()) {
  problems.push(...brokenLinks(path), ...foreignCode(path));
}
for (const path of [...documents(), ...documentsOfFolders()]) {
  const text = read(path);
  problems.push(...wrongCommands(path, text), ...wrongMentions(path, text));
}
for (const path of codeWithCommands()) problems.push(...wrongCommandsOfCode(path, read(path)));
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
