import { type Message, quoted, say } from '@provenance/messages';
import type { OriginRecord } from '@provenance/registry';
import type { TracedBy, TracedRecord, TraceReport } from '@provenance/sdk';
import { ALIKE_BITS } from '@provenance/sdk/internal';
import { isReceiptGood, type Proved, type ReceiptChecks } from '../registry/receipt.ts';
import { counted } from '../terminal/counted.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { type Rows, table, words } from '../terminal/words.ts';
import { verdictMark } from './verify.ts';

/** A record that was found, with what its proof came to. */
export interface CheckedRecord {
  readonly traced: Omit<TracedRecord, 'by'> & {
    readonly by: TracedBy | 'content-id' | 'request-id';
  };
  readonly proved: Proved;
  readonly checks: ReceiptChecks;
}

const FOUND_BY = {
  hash: say('trace.by.hash'),
  manifest: say('trace.by.manifest'),
  fingerprint: say('trace.by.fingerprint'),
  'content-id': say('trace.by.content-id'),
  'request-id': say('trace.by.request-id'),
} as const satisfies Readonly<Record<Exclude<CheckedRecord['traced']['by'], 'watermark'>, Message>>;

/** What was found for one file. `report` null: no registry was asked. */
export function traceText(
  io: Io,
  path: string,
  report: TraceReport | null,
  records: readonly CheckedRecord[],
  code: ExitCode,
): string {
  const sign = verdictMark(io, code);
  const paint = painter(io, io.stdout);
  const [first] = records;
  if (report === null) {
    return `${sign} ${words(io, say('trace.no-registry', { file: path }))}\n`;
  }
  if (first === undefined) {
    const { contentId } = report;
    const said = [
      nothingFound(report),
      ...(contentId === null ? [] : [say('trace.mark', { contentId })]),
      ...(report.compromised === undefined
        ? []
        : [say('trace.mark.compromised', { since: report.compromised })]),
    ];
    return `${sign} ${words(io, say('told.of-file', { file: path, said }))}\n`;
  }
  const head =
    records.length === 1
      ? say('trace.one', { file: path, said: headline(first.traced) })
      : headlineOfAll(path, records);
  const blocks = records.map((record) =>
    rows(io, [
      ...recordRows(io, record.traced.record),
      [say('trace.row.found-by'), words(io, foundBy(record.traced.by, report))],
      [say('trace.row.look'), words(io, look(record.traced))],
      ...proofRows(io, record.checks, record.proved),
    ]),
  );
  return `${sign} ${paint('bold', words(io, head))}\n\n${blocks.join('\n')}\n`;
}

function nothingFound({ unreadable, unseen }: TraceReport): Message {
  if (unreadable !== null) return say('trace.unreadable');
  if (unseen === null) return say('trace.none');
  return say('trace.not-looked', { why: [say(`error.${unseen}`), say(`remedy.${unseen}`)] });
}

function headline({ by, look, record }: CheckedRecord['traced']): Message {
  const said = recordSays(record);
  if (look === 'different') return say('trace.differs', { said });
  return by === 'fingerprint' ? say('trace.alike', { said }) : said;
}

/** By likeness, or parts of one text by the marks in them. */
function headlineOfAll(file: string, records: readonly CheckedRecord[]): Message {
  const { length: count } = records;
  if (records.some(({ traced }) => traced.by === 'fingerprint')) {
    return say('trace.several', { file, count });
  }
  const unlike = records.filter(({ traced }) => traced.look === 'different').length;
  return unlike === 0
    ? say('trace.parts', { file, count })
    : say('trace.parts.unlike', { file, count, unlike });
}

/** What a receipt says, and whether it holds. */
export function receiptReportText(
  io: Io,
  proved: Proved,
  checks: ReceiptChecks,
  code: ExitCode,
  pinned: boolean,
): string {
  const paint = painter(io, io.stdout);
  const said =
    checks.receipt === null
      ? isReceiptGood(checks)
        ? say('receipt.says', { said: recordSays(checks.record) })
        : say('receipt.not-held', { why: compromisedSays(checks)! })
      : say('receipt.not-held', { why: checks.receipt });
  const whose = pinned ? '' : ` ${words(io, say('receipt.own-certificate'))}`;
  const body = rows(io, [...recordRows(io, checks.record), ...proofRows(io, checks, proved)]);
  return `${verdictMark(io, code)} ${paint('bold', words(io, said))}${whose}\n\n${body}\n`;
}

function recordSays({ issuer, time, model }: OriginRecord): Message {
  return model === null
    ? say('trace.handed-out', { issuer, time })
    : say('trace.handed-out.model', { issuer, time, model: modelName(model) });
}

function modelName({ name, version }: NonNullable<OriginRecord['model']>): string {
  return version === null ? name : `${name} ${version}`;
}

function recordRows(io: Io, record: OriginRecord): Rows {
  const { contentId, issuer, time, model, requestId, promptHash, retainUntil, mediaType } = record;
  const named = (name: string) => quoted(name, undefined, io.language);
  const prompt = promptHash && say('trace.prompt', { hash: hex(promptHash) });
  const content = say('trace.content', { mediaType, hash: hex(record.contentHash) });
  return [
    [say('trace.row.content-id'), contentId],
    [say('trace.row.issuer'), named(issuer)],
    [say('trace.row.time'), words(io, say('trace.time', { time }))],
    [say('trace.row.model'), model && named(modelName(model))],
    [say('trace.row.request'), requestId && named(requestId)],
    [say('trace.row.prompt'), prompt && words(io, prompt)],
    [say('trace.row.handed-out'), words(io, content)],
    [say('trace.row.kept-until'), retainUntil],
  ];
}

function compromisedSays({ compromised }: ReceiptChecks): Message | null {
  if (compromised === null) return null;
  const { since, counts } = compromised;
  return counts
    ? say('receipt.compromised.counts', { since })
    : say('receipt.compromised', { since });
}

function proofRows(io: Io, checks: ReceiptChecks, { proof }: Proved): Rows {
  const { receipt, inclusion, headTime } = checks;
  const doubt = compromisedSays(checks);
  const holds =
    receipt !== null ? say('receipt.fails', { why: receipt }) : (doubt ?? say('receipt.holds'));
  const proved =
    inclusion !== null
      ? say('receipt.not-proved', { why: inclusion })
      : proof &&
        say('receipt.proved', {
          index: proof.logIndex,
          entries: counted('entries', proof.treeSize),
          time: headTime ?? '',
        });
  return [
    [say('trace.row.receipt'), words(io, holds)],
    [say('trace.row.log'), proved && words(io, proved)],
  ];
}

const LOOK = {
  same: say('trace.look.same'),
  different: say('trace.look.different'),
  undecided: say('trace.look.undecided'),
} as const;

function look({ look, distance }: CheckedRecord['traced']): Message {
  if (look === null) return say('trace.look.none');
  // A part of a picture looks like it, and has another fingerprint.
  const telling = look !== 'same' || (distance ?? 256) <= ALIKE_BITS;
  return distance !== null && telling
    ? say('trace.look.bits', { look: LOOK[look], distance })
    : LOOK[look];
}

function foundBy(
  by: CheckedRecord['traced']['by'],
  { textMarks, falsePositiveProbability: odds, compromised: since }: TraceReport,
): Message {
  if (by === 'fingerprint' && since !== undefined) {
    return say('trace.by.compromised', { since });
  }
  if (by !== 'watermark') return FOUND_BY[by];
  return textMarks ? say('trace.by.text-watermark', { odds }) : say('trace.by.watermark', { odds });
}

function rows(io: Io, all: Rows): string {
  const paint = painter(io, io.stdout);
  const text = table(io, all, 11, (label) => paint('dim', label));
  return text.replace(/^(?=.)/gm, '  ');
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
