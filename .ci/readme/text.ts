// The repository's files, and Markdown.
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** @param path From the root of the repository. */
export const urlOf = (path: string) => new URL(path, root);
export const read = (path: string) => readFileSync(urlOf(path), 'utf8');

/** Every document that is held current: paths from the root. */
export function documents(): string[] {
  const markdownIn = (folder: string) =>
    readdirSync(urlOf(folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}${name}`.replace(/^\.\//, ''));
  const packages = readdirSync(urlOf('packages')).flatMap((name) =>
    markdownIn(`packages/${name}/`),
  );
  return [...markdownIn('./'), ...markdownIn('docs/'), ...packages].sort();
}

/** Those in folders of `docs/`, which other commands make, and those of test vectors. */
export const documentsOfFolders = (): string[] =>
  filesIn('docs', /\.md$/)
    .filter((path) => path.split('/').length > 2)
    .concat('test-vectors/README.md');

/** What shows commands and is no document: examples, and how a server is set up. */
export const codeWithCommands = (): string[] => [
  ...filesIn('examples', /\.(ts|js|py|html)$/),
  ...filesIn('deploy', /./),
];

function filesIn(folder: string, name: RegExp): string[] {
  return readdirSync(urlOf(folder), { withFileTypes: true })
    .flatMap((entry) => {
      if (entry.name === 'node_modules' || entry.name === '.vitepress') return [];
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return filesIn(path, name);
      return name.test(entry.name) ? [path] : [];
    })
    .sort();
}

export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A fenced block of a document. `line` counts from 1 and is that of the first line within. */
export interface Block {
  readonly language: string;
  readonly line: number;
  readonly text: string;
}

export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { language: string; line: number; lines: string[] } | null = null;
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^```(\w*)/.exec(line);
    if (open === null) {
      if (fence) open = { language: fence[1] ?? '', line: index + 2, lines: [] };
    } else if (line === '```') {
      blocks.push({ language: open.language, line: open.line, text: open.lines.join('\n') });
      open = null;
    } else {
      open.lines.push(line);
    }
  }
  return blocks;
}
