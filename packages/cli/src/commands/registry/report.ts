import { say } from '@provenance/messages';
import type { RegistryReport } from '@provenance/registry';
import { openBackend } from '../../config/registry-location.ts';
import { modelSays } from '../../print/record.ts';
import { type IssuerOptions, settingsOf } from '../../registry/issuer.ts';
import { counted } from '../../terminal/counted.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import type { Io } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { words } from '../../terminal/words.ts';
import { registryLine } from './registry.ts';

export interface ReportOptions extends IssuerOptions {
  /** YYYY-MM. */
  month?: string;
  from?: string;
  to?: string;
  csv?: boolean;
}

/** Counts a month, or a span of days, by day, issuer and model. */
export async function reportCommand(io: Io, options: ReportOptions): Promise<ExitCode> {
  const span = spanOf(options);
  if (options.csv && options.json) throw new UsageError(say('mistake.csv-and-json'));
  const { location } = await settingsOf(io, options);
  const { reportRegistry } = await import('@provenance/registry');
  const backend = await openBackend(location, { readOnly: true });
  try {
    const report = await reportRegistry(backend, span, { signal: io.signal });
    const text = options.json
      ? registryLine('report', { ...span, ...report })
      : options.csv
        ? csvOf(report)
        : textOf(io, report);
    await io.stdout.write(text);
    return 0;
  } finally {
    await backend.close();
  }
}

function spanOf({ month, from, to }: ReportOptions): { from: string; to: string } {
  if (month !== undefined && from === undefined && to === undefined) {
    const [year, number] = month.split('-').map(Number);
    const last = new Date(Date.UTC(year!, number!, 0)).toISOString().slice(0, 10);
    return { from: `${month}-01`, to: last };
  }
  if (month === undefined && from !== undefined && to !== undefined) {
    if (from <= to) return { from, to };
    throw new UsageError(say('mistake.from-after-to'));
  }
  throw new UsageError(say('mistake.which-days'));
}

const NAMES = ['day', 'issuer', 'model', 'version'];
const COUNTS = ['records', 'watermarked', 'signed', 'erased'];
/** Of requests that were answered. */
const OUTCOMES = ['ours', 'perhaps', 'not-found', 'unread'] as const;

function csvOf({ rows, erasures, answers }: RegistryReport): string {
  const lines: (string | number)[][] = [
    [...NAMES, ...COUNTS, ...OUTCOMES],
    ...rows.map(({ day, issuer, model, records, watermarked, signed }) => [
      ...[day, issuer, model?.name ?? '', model?.version ?? ''],
      ...[records, watermarked, signed, 0],
      ...OUTCOMES.map(() => 0),
    ]),
    ...erasures.map(({ day, request, retention }) => [
      ...[day, '', '', '', 0, 0, 0],
      request + retention,
      ...OUTCOMES.map(() => 0),
    ]),
    ...answers.map((counts) => [
      ...[counts.day, '', '', '', 0, 0, 0, 0],
      ...OUTCOMES.map((outcome) => counts[outcome]),
    ]),
  ];
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

/** RFC 4180; and no name is a formula to whatever opens the table. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function textOf(io: Io, { rows, erasures, answers }: RegistryReport): string {
  const made = rows.map(({ day, issuer, model, records, watermarked, signed }) =>
    say('registry.report.made', {
      day,
      issuer,
      by: modelSays(model),
      records: counted('records', records),
      watermarked,
      signed,
    }),
  );
  const gone = erasures.map((erased) => say('registry.report.erased', erased));
  const asked = answers.map(({ day, ours, perhaps, 'not-found': missed, unread }) =>
    say('registry.report.answered', { day, ours, perhaps, missed, unread }),
  );
  const said = [...made, ...gone, ...asked];
  return (said.length === 0 ? [say('registry.report.nothing')] : said)
    .map((each) => `${words(io, each)}\n`)
    .join('');
}
