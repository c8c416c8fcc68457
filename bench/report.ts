import type { Environment } from './environment.ts';
import type { Spread } from './spread.ts';
import type { Row, Section } from './subject.ts';

export interface Report {
  readonly schema: 'provenance.bench/1';
  readonly date: string;
  readonly seconds: number;
  readonly environment: Environment;
  /** Load average of a minute, before and after. */
  readonly load: { readonly before: number; readonly after: number };
  readonly sections: readonly Section[];
}

export function toMarkdown(report: Report): string {
  const { environment, load } = report;
  const packages = Object.entries(environment.packages).map((entry) => entry.join(' '));
  return `# Measurements

${[
  `- machine: ${environment.cpu}, ${environment.cores} cores, ${environment.memoryGiB} GiB, ${environment.platform}`,
  `- software: Node ${environment.node}, ${packages.join(', ')}`,
  `- commit ${environment.commit}, ${report.date}, ${report.seconds.toFixed(0)} s`,
  `- load average: ${load.before} before, ${load.after} after`,
].join('\n')}

The ratio is the result; times depend on the machine and on what else it does. Contenders take turns
in many short rounds, in changing order, after .3 s of warming up each. A ratio is taken within each round; the table has the median
of all rounds and, in brackets, the first and third quartile. Times are medians and quartiles of all
samples. Measured is the built code.

${report.sections.map(sectionText).join('\n')}`;
}

function sectionText({ title, notes, rows }: Section): string {
  return `## ${title}

${notes.map((note) => `- ${note}`).join('\n')}

| case | measured | against | ratio | aim | measured takes | against takes |
|---|---|---|---|---|---|---|
${rows.map(rowText).join('\n')}
`;
}

function rowText(row: Row): string {
  const unit = (spread: Spread) => spreadText(spread, row.unit === 'bytes' ? 0 : 2, ` ${row.unit}`);
  const cells = [
    row.case,
    row.contender,
    row.baseline,
    `**${row.ratio.median.toFixed(2)}**${bracket(row.ratio, 2)}`,
    row.aim === null ? '' : `${row.aim} ${row.ratio.median <= row.aim ? 'met' : 'missed'}`,
    unit(row.value),
    unit(row.baselineValue),
  ];
  return `| ${cells.join(' | ')} |`;
}

function spreadText(spread: Spread, digits: number, unit: string): string {
  return `${spread.median.toFixed(digits)}${unit}${bracket(spread, digits)}`;
}

/** A single value has no spread. */
function bracket({ q1, q3, samples }: Spread, digits: number): string {
  return samples === 1 ? '' : ` (${q1.toFixed(digits)}–${q3.toFixed(digits)})`;
}
