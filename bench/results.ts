import { mkdir, writeFile } from 'node:fs/promises';

/** The result of one run, in the forms that are kept. */
export interface Result {
  /** Markdown, for people. */
  readonly text: string;
  /** Everything that the text was made from. */
  readonly data: object;
  /** A plot, as SVG. */
  readonly plot?: string;
}

/** Keeps a result as bench/results/NAME.md, .json and, with a plot, .svg. */
export async function writeResults(name: string, { text, data, plot }: Result): Promise<void> {
  const folder = new URL('results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${name}.md`, folder), text);
  await writeFile(new URL(`${name}.json`, folder), toJson(data));
  if (plot !== undefined) await writeFile(new URL(`${name}.svg`, folder), plot);
}

function toJson(data: object): string {
  // Six significant digits are more than a clock gives.
  const round = (_: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value;
  return `${JSON.stringify(data, round, 2)}\n`;
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
