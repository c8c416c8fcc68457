// Code in documents: nothing but files of examples/, which are linted, type-checked and run.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { blocksOf, read, urlOf } from './text.ts';

const CODE = new Set(['ts', 'js', 'tsx', 'jsx', 'mjs']);

/** Documents with fragments that explain a format or a call and are no program, and how many. */
const FRAGMENTS: Readonly<Record<string, number>> = {
  'docs/server.md': 3,
  'packages/disclosure/README.md': 1,
  'packages/labels/README.md': 1,
  'packages/messages/README.md': 1,
  'packages/text/README.md': 1,
  'packages/textmark/README.md': 1,
  'packages/trust-lists/README.md': 1,
  'packages/watermark/README.md': 1,
};

/** An example, and what it prints: it is run in a process of its own, and must end well. */
export function ran(path: string): string {
  const args = ['--conditions=@provenance/source', '--import=tsx', fileURLToPath(urlOf(path))];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${path} ended with ${status}:\n${stderr}`);
  const printed = stdout.trim();
  return `\`\`\`ts\n${read(path).trim()}\n\`\`\`\n\nIt prints:\n\n\`\`\`text\n${printed}\n\`\`\``;
}

/** @returns One sentence for each block of code in the document that no file of the repository holds. */
export function foreignCode(path: string): string[] {
  const text = read(path);
  const generated = text.matchAll(/<!-- begin: (.+) -->\n[\s\S]*?<!-- end: \1 -->/g);
  const lines = [...generated].map((part) => {
    const first = text.slice(0, part.index).split('\n').length;
    return [first, first + part[0].split('\n').length] as const;
  });
  const foreign = blocksOf(text).filter(
    ({ language, line }) =>
      CODE.has(language) && !lines.some(([first, last]) => line > first && line < last),
  );
  if (foreign.length === (FRAGMENTS[path] ?? 0)) return [];
  return foreign.map(({ line }) => `${path}:${line}: code that is in no file of examples/`);
}
