import {
  type Code,
  type Message,
  type MessageLike,
  plainText,
  quoted,
  render,
  say,
  sayStatus,
} from '@provenance/messages';
import type { Evidence, ReportedEvidence, SummaryStatus, VerifyReport } from '@provenance/sdk';
import { keptHolds, stolenSince, unreadReservations } from '@provenance/sdk/internal';
import type { TrustListSources } from '../options/trust.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { visible } from '../terminal/visible.ts';
import { padded } from '../terminal/width.ts';

type Row = (label: Extract<Code, `row.${string}`>, texts: readonly string[]) => void;

const MARKS = {
  0: ['green', '✓'],
  1: ['red', '✗'],
  3: ['yellow', '?'],
  4: ['yellow', '!'],
  5: ['yellow', '!'],
  6: ['yellow', '?'],
  7: ['yellow', '~'],
  10: ['red', '·'],
  11: ['yellow', '?'],
} as const satisfies Partial<Record<ExitCode, readonly [string, string]>>;

const EXPIRED = ['yellow', '!'] as const;

/** The report in four lines: what it is, who says so, what speaks against it, what to do next. */
export function summaryLines(io: Io, report: VerifyReport, code: ExitCode): string {
  const { language, summary } = report;
  const paint = painter(io, io.stdout);
  const label = (of: Message) => paint('dim', padded(render(of, { language }), 4));
  const next = [summary.next.sentence, ...flags(report)].join(' ');
  const what = paint('bold', summary.what.sentence);
  return [
    `${verdictMark(io, code, summary.status)} ${label(say('line.what'))}  ${what}`,
    `  ${label(say('line.who'))}  ${summary.who.sentence}`,
    `  ${label(say('line.but'))}  ${summary.but.sentence}`,
    `  ${label(say('line.next'))}  ${next}`,
    '',
  ].join('\n');
}

/** What advice comes to on this command line. */
function flags({ summary }: VerifyReport): string[] {
  return summary.next.says.flatMap(({ code }) => {
    const flag = FLAGS[code];
    return flag === undefined ? [] : [`(${flag})`];
  });
}

const FLAGS: Readonly<Partial<Record<Code, string>>> = {
  'advice.key': '--watermark-key',
  'advice.network': '--allow-network',
  'advice.store': '--manifest',
};

/** The whole report for a person: the verdict first, then what it rests on. */
export function reportText(
  io: Io,
  path: string,
  report: VerifyReport,
  code: ExitCode,
  trustFrom: TrustListSources,
): string {
  const { language, summary } = report;
  const paint = painter(io, io.stdout);
  const words = (message: MessageLike) => render(message, { language });
  const sign = verdictMark(io, code, summary.status);
  const lines = [`${sign} ${paint('bold', report.verdict.sentence)}`, ''];
  const row: Row = (label, texts) => {
    texts.forEach((text, index) => {
      const name = index === 0 ? words({ code: label, parameters: {} }) : '';
      lines.push(`  ${paint('dim', padded(name, 11))} ${text}`);
    });
  };
  const told = (finding: Evidence['finding']) =>
    report.evidence.filter((entry) => entry.finding === finding).map((entry) => entry.statement);
  const failed = report.evidence.filter(({ weight }) => weight === 'against');
  const { origin } = report.verdict;

  const format = report.mediaType ?? words(say('row.unknown-format'));
  row('row.file', [`${visible(path)} (${format})`]);
  // Where nothing could be read, the verdict has said all there is.
  if (report.c2pa.state === 'Error') {
    row('row.watermark', report.watermark?.present ? told('watermark') : []);
    records(report, row);
    row('row.notes', told('label'));
    row('row.trust-lists', trustLists(report, trustFrom));
    row('row.policy', ofTraining(report.policy, report.verdict).map(words));
    return `${lines.join('\n')}\n\n`;
  }
  // Of a text with signed parts in it, that the whole is not what was signed is no failure.
  const isOfParts = summary.status === 'part' || summary.status === 'reformatted';
  row('row.credential', isOfParts ? [] : told('manifest'));
  row('row.parts', parts(report));
  row('row.signer', [...told('signature'), ...told('trust')]);
  row('row.when', told('time'));
  row('row.origin', told('origin'));
  row('row.identity', told('identity'));
  row(
    'row.made-with',
    origin.generator === null ? [] : [quoted(origin.generator, undefined, language)],
  );
  row('row.use', told('usage'));
  row('row.done', done(report));
  row('row.ingredients', told('ingredient'));
  row('row.content', isOfParts ? [] : told('binding'));
  // What a detector saw says also what the credential said of it.
  const named = told('soft-binding');
  row('row.watermark', report.watermark === null && named.length > 0 ? named : told('watermark'));
  row('row.text-watermark', told('text-watermark'));
  records(report, row);
  row('row.notes', [...told('label'), ...told('label-gap')]);
  row('row.warning', told('warning'));
  row(
    'row.failed',
    [...new Set((isOfParts ? [] : failed).flatMap(({ codes }) => codes))].map(
      (status) =>
        `${/^[\w.]+$/.test(status) ? status : quoted(status)}: ${words(sayStatus(status))}`,
    ),
  );
  row('row.trust-lists', trustLists(report, trustFrom));
  row('row.policy', policy(report).map(words));
  row('row.next', next(report));
  return `${lines.join('\n')}\n\n`;
}

/** One line a file, for many files. */
export function reportLine(io: Io, path: string, report: VerifyReport, code: ExitCode): string {
  const { summary, verdict } = report;
  const label = painter(io, io.stdout)('dim', padded(summary.label.sentence, 16));
  return `${verdictMark(io, code, summary.status)} ${label} ${visible(path)}: ${verdict.sentence}\n`;
}

/** How many files came to what, the most common first. */
export function summaryText(
  io: Io,
  counts: ReadonlyMap<string, number>,
  { skipped, lacking }: { readonly skipped: number; readonly lacking: number },
  language: VerifyReport['language'],
): string {
  const count = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const lines = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([label, count]) => `  ${String(count).padStart(6)}  ${label}\n`);
  const counted = [
    count === 1 ? say('files.one') : say('files.many', { count }),
    ...(skipped === 0 ? [] : [say('files.passed-over', { count: skipped })]),
    ...(lacking === 0 ? [] : [say('files.lacking', { count: lacking })]),
  ].map((message) => render(message, { language }));
  const head = painter(io, io.stdout)('bold', counted.join(', '));
  return `\n${head}\n${lines.join('')}`;
}

export function verdictMark(io: Io, code: ExitCode, status?: SummaryStatus): string {
  // A cross reads like a forgery, which a certificate that ran out does not make of a file.
  const [colour, sign] =
    status === 'expired' ? EXPIRED : (MARKS[code as keyof typeof MARKS] ?? ['red', '·']);
  return painter(io, io.stdout)(colour, sign);
}

/** What was done, in order; what was done over and over is said once, with a number. */
function done({ evidence, language }: VerifyReport): string[] {
  const actions = evidence.flatMap((entry) => (entry.finding === 'action' ? [entry] : []));
  const runs: { statement: string; said: Message | undefined; count: number }[] = [];
  for (const { statement, says } of actions) {
    const last = runs.at(-1);
    if (last?.statement === statement) last.count++;
    else runs.push({ statement, said: says[0], count: 1 });
  }
  return runs.map(({ statement, said, count }) => {
    if (count === 1 || said?.code !== 'evidence.action') return statement;
    const done = say('done.times', { done: said.parameters.done as Message, count });
    return render(say('evidence.action', { done }), { language });
  });
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
  const label = found.length > 1 ? 'row.candidates' : recovered ? 'row.recovered' : 'row.record';
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
    'row.kept',
    kept.map(({ statement }) => statement),
  );
}

/** Of the credential that was kept: who, when and what. */
const KEPT: ReadonlySet<Evidence['finding']> = new Set(['signature', 'trust', 'time', 'origin']);

/** Where in a text that holds more than was signed. */
function parts({ evidence, parts }: VerifyReport): string[] {
  const found = evidence.flatMap((entry) => (entry.finding === 'part' ? [entry] : []));
  return parts.map(({ verdict, c2pa }, index) => {
    const where = found[index]?.statement ?? '';
    return `${where} (${c2pa.state}) ${verdict.sentence}`;
  });
}

/** What would tell more. */
function next(report: VerifyReport): string[] {
  return [[report.summary.next.sentence, ...flags(report)].join(' ')];
}

function trustLists(
  { c2pa: { trustList }, language }: VerifyReport,
  from: TrustListSources,
): string[] {
  const words = (message: Message) => render(message, { language });
  if (trustList === null) return [words(say('lists.none'))];
  const { anchors, olderAnchors, allowedList, tsaAnchors } = trustList;
  const kinds = [
    ['lists.anchors', anchors, from.anchors],
    ['lists.older', olderAnchors, undefined],
    ['lists.allowed', allowedList, from.allowedList],
    ['lists.tsa-anchors', tsaAnchors, from.tsaAnchors],
  ] as const;
  return kinds.flatMap(([kind, lists, source]) =>
    lists.map(({ source: name, date, count, development, bytes, sha256 }) =>
      [
        `${plainText(name)}: ${words(say(kind, { count }))}`,
        ...(date ? [words(say('lists.date', { date, count: daysSince(date) }))] : []),
        ...(development ? [words(say('lists.development'))] : []),
        words(say('lists.bytes', { count: bytes })),
        `SHA-256 ${sha256.slice(0, 16)}…`,
        ...(source === undefined ? [] : [`${words(say('lists.from'))} ${visible(source)}`]),
      ].join(', '),
    ),
  );
}

function daysSince(date: string): number {
  return Math.max(0, Math.floor((Date.now() - Date.parse(`${date}T00:00:00Z`)) / 86_400_000));
}

function policy({ policy, evidence, verdict }: VerifyReport): Message[] {
  return [...ofSigner(policy, evidence), ...ofTraining(policy, verdict)];
}

function ofTraining(policy: VerifyReport['policy'], verdict: VerifyReport['verdict']): Message[] {
  if (!policy.respectTrainingOptOut) return [];
  if (policy.isReserved) return [say('policy.reserved')];
  return unreadReservations(verdict).length > 0 ? [say('policy.reserved.unknown')] : [];
}

function ofSigner(policy: VerifyReport['policy'], evidence: VerifyReport['evidence']): Message[] {
  if (policy.unmet === 'signer') {
    const { signer, signerCommonName: name } = policy;
    return [
      ...(signer === null ? [] : [say('policy.organization', { name: signer })]),
      ...(name === null ? [] : [say('policy.common-name', { name })]),
    ];
  }
  if (policy.unmet !== 'trust') return [];
  if (stolenSince(evidence) !== null) return [say('policy.stolen')];
  return evidence.some((entry) => entry.finding === 'trust' && entry.trusted)
    ? [say('policy.beside')]
    : [say('policy.trusted')];
}
