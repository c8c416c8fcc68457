import { render, sayStatus } from '@provenance/messages';
import {
  type Evidence,
  keptHolds,
  plainText,
  quoted,
  type ReportedEvidence,
  type VerifyReport,
} from '@provenance/sdk';
import type { TrustListSources } from '../options/trust.ts';
import { EXIT_CODES, type ExitCode } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { visible } from '../terminal/visible.ts';

type Row = (label: string, texts: readonly string[]) => void;

const MARKS = {
  0: ['green', '✓'],
  1: ['red', '✗'],
  3: ['yellow', '?'],
  4: ['yellow', '!'],
  5: ['yellow', '!'],
  10: ['red', '·'],
  11: ['yellow', '?'],
} as const satisfies Partial<Record<ExitCode, readonly [string, string]>>;

/** The whole report for a person: the verdict first, then what it rests on. */
export function reportText(
  io: Io,
  path: string,
  report: VerifyReport,
  code: ExitCode,
  trustFrom: TrustListSources,
): string {
  const paint = painter(io, io.stdout);
  const lines = [`${verdictMark(io, code)} ${paint('bold', report.verdict.sentence)}`, ''];
  const row: Row = (label, texts) => {
    texts.forEach((text, index) => {
      lines.push(`  ${paint('dim', (index === 0 ? label : '').padEnd(11))} ${text}`);
    });
  };
  const say = (finding: Evidence['finding']) =>
    report.evidence.filter((entry) => entry.finding === finding).map((entry) => entry.statement);
  const failed = report.evidence.filter(({ weight }) => weight === 'against');
  const { origin } = report.verdict;

  row('File', [`${visible(path)} (${report.mediaType ?? 'unknown format'})`]);
  // Where nothing could be read, the verdict has said all there is.
  if (report.c2pa.state === 'Error') {
    row('Watermark', report.watermark?.present ? say('watermark') : []);
    records(report, row);
    row('Trust lists', trustLists(report, trustFrom));
    return `${lines.join('\n')}\n\n`;
  }
  row('Credential', say('manifest'));
  row('Parts', parts(report));
  row('Signer', [...say('signature'), ...say('trust')]);
  row('When', say('time'));
  row('Origin', say('origin'));
  row('Made with', origin.generator === null ? [] : [quoted(origin.generator)]);
  row('Use', say('usage'));
  row('Done', say('action'));
  row('Ingredients', say('ingredient'));
  row('Content', say('binding'));
  // What a detector saw says also what the credential said of it.
  row('Watermark', report.watermark === null ? say('soft-binding') : say('watermark'));
  records(report, row);
  row('Warning', say('warning'));
  row(
    'Failed',
    [...new Set(failed.flatMap(({ codes }) => codes))].map(
      (code) => `${/^[\w.]+$/.test(code) ? code : quoted(code)}: ${render(sayStatus(code))}`,
    ),
  );
  row('Trust lists', trustLists(report, trustFrom));
  if (!report.policy.met && report.policy.unmet !== 'integrity') row('Policy', [policy(report)]);
  row('Next', next(report));
  return `${lines.join('\n')}\n\n`;
}

/** One line a file, for many files. */
export function reportLine(io: Io, path: string, report: VerifyReport, code: ExitCode): string {
  const state = painter(io, io.stdout)('dim', report.c2pa.state.padEnd(10));
  return `${verdictMark(io, code)} ${state} ${visible(path)}: ${report.verdict.sentence}\n`;
}

export function summaryText(io: Io, codes: ReadonlyMap<ExitCode, number>, skipped: number): string {
  const total = [...codes.values()].reduce((sum, count) => sum + count, 0);
  const lines = [...codes]
    .sort(([a], [b]) => a - b)
    .map(([code, count]) => `  ${String(count).padStart(6)}  ${EXIT_CODES[code]}`);
  const rest = skipped === 0 ? '' : `, ${skipped} of other kinds passed over`;
  return `\n${painter(io, io.stdout)('bold', `${total} file${total === 1 ? '' : 's'}${rest}`)}\n${lines.map((line) => `${line}\n`).join('')}`;
}

export function verdictMark(io: Io, code: ExitCode): string {
  const [colour, sign] = MARKS[code as keyof typeof MARKS] ?? ['red', '·'];
  return painter(io, io.stdout)(colour, sign);
}

/** What the registry knows, and what the credential says that it kept. */
function records({ c2pa, evidence, verdict }: VerifyReport, row: Row): void {
  const unreadable = c2pa.state === 'Error';
  const found = evidence.filter(
    // Of what could not be read, that nobody knows its bytes tells nothing.
    (entry): entry is Extract<ReportedEvidence, { finding: 'record' }> =>
      entry.finding === 'record' && !(unreadable && entry.found === 'unknown'),
  );
  const recovered = verdict.recovered !== undefined;
  const label = found.length > 1 ? 'Candidates' : recovered ? 'Recovered' : 'Record';
  row(
    label,
    found.map(({ statement }) => statement),
  );
  const [only, ...others] = found;
  if (!recovered || only === undefined || others.length > 0 || !keptHolds(only)) return;
  // That its hash is of other bytes says nothing: they were changed, or it would not be recovered.
  const kept = only.evidence.filter(
    ({ finding, weight }) => KEPT.has(finding) && weight !== 'against',
  );
  row(
    'Kept',
    kept.map(({ statement }) => statement),
  );
}

/** Of the credential that was kept: who, when and what. */
const KEPT: ReadonlySet<Evidence['finding']> = new Set(['signature', 'trust', 'time', 'origin']);

/** Where in a text that holds more than was signed. */
function parts({ parts }: VerifyReport): string[] {
  return parts.map(({ start, length, lines: [first, last], verdict, c2pa }) => {
    const where = `lines ${first} to ${last}, bytes ${start} to ${start + length}`;
    return `${where} (${c2pa.state}): ${verdict.sentence}`;
  });
}

/** What would tell more. */
function next({ c2pa, evidence, watermark, registry }: VerifyReport): string[] {
  if (registry?.unavailable) return ['repeat it when the registry can be reached'];
  if (c2pa.state === 'Remote' && c2pa.reason === null) {
    return ['--allow-network fetches the credential'];
  }
  const named = evidence.some(
    (entry) => entry.finding === 'soft-binding' && entry.contentIds.length > 0,
  );
  if (named && watermark === null)
    return ['--watermark-key looks for the watermark in the picture'];
  const alone = evidence.some((entry) => entry.finding === 'manifest' && entry.alone);
  return alone ? ['verify the content, and give this file with --manifest'] : [];
}

function trustLists({ c2pa: { trustList } }: VerifyReport, from: TrustListSources): string[] {
  if (trustList === null) return ['none given: use --trust-anchors or a configuration'];
  const { anchors, allowedList, tsaAnchors } = trustList;
  const kinds = [
    ['anchor', anchors, from.anchors],
    ['allowed signer', allowedList, from.allowedList],
    ['time-stamp anchor', tsaAnchors, from.tsaAnchors],
  ] as const;
  return kinds.flatMap(([kind, lists, source]) =>
    lists.map((list) => {
      const development = list.development ? ', development' : '';
      const what = `${list.count} ${kind}${list.count === 1 ? '' : 's'}${development}, ${list.bytes} bytes`;
      const where = source === undefined ? '' : `, from ${visible(source)}`;
      return `${plainText(list.source)}: ${what}, SHA-256 ${list.sha256.slice(0, 16)}…${where}`;
    }),
  );
}

function policy({ policy, evidence }: VerifyReport): string {
  if (policy.unmet === 'signer') {
    const { signer, signerCommonName: name } = policy;
    const demands = [
      ...(signer === null ? [] : [`the organization must be ${quoted(signer)}`]),
      ...(name === null ? [] : [`the common name must be ${quoted(name)}`]),
    ];
    return `not met: ${demands.join(', and ')}`;
  }
  if (evidence.some((entry) => entry.finding === 'trust' && entry.trusted)) {
    return 'not met: a trusted signer, but an identity or an ingredient in it is not on a trust list';
  }
  return 'not met: a signer on a trust list is required (--require valid takes any signer)';
}
