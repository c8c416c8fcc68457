import { ERROR_CODES } from '@provenance/content';
import { chance } from '@provenance/messages';
import type { OriginRecord } from '@provenance/registry';
import {
  ALIKE_BITS,
  plainText,
  quoted,
  type TracedBy,
  type TracedRecord,
  type TraceReport,
} from '@provenance/sdk';
import type { Proved, ReceiptChecks } from '../registry/receipt.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import { type Io, painter } from '../terminal/io.ts';
import { visible } from '../terminal/visible.ts';
import { verdictMark } from './verify.ts';

/** A record that was found, with what its proof came to. */
export interface CheckedRecord {
  readonly traced: TracedRecord;
  readonly proved: Proved;
  readonly checks: ReceiptChecks;
}

const FOUND_BY: Readonly<Record<TracedBy, string>> = {
  hash: 'its bytes, which are those that were handed out',
  watermark: 'its watermark',
  manifest: 'the label of the credential in it, which anybody can copy',
  fingerprint: 'its likeness, which is no proof',
};

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
    return `${sign} ${visible(path)}: there is no registry here to ask; others say:\n`;
  }
  if (first === undefined) {
    const mark =
      report.contentId === null ? '' : ` Its watermark has the content id ${report.contentId}.`;
    return `${sign} ${visible(path)}: ${nothingFound(report)}${mark}\n`;
  }
  const head = records.length === 1 ? headline(first.traced) : headlineOfAll(records);
  const blocks = records.map((record) =>
    rows(io, [
      ...recordRows(record.traced.record),
      ['Found by', `${foundBy(record.traced.by, report)}${odds(record.traced.by, report)}`],
      ['Look', look(record.traced)],
      ...proofRows(record.checks, record.proved),
    ]),
  );
  return `${sign} ${paint('bold', `${visible(path)}: ${head}.`)}\n\n${blocks.join('\n')}\n`;
}

function nothingFound({ unreadable, unseen }: TraceReport): string {
  if (unreadable !== null) {
    return 'it cannot be read, and its very bytes are not on record: get it again from its source.';
  }
  return unseen === null
    ? 'no origin record of it is in this registry.'
    : `its very bytes are not on record, and it was not looked at for more: ${ERROR_CODES[unseen].join(' ')}`;
}

function headline({ by, look, record }: TracedRecord): string {
  const what = recordText(record);
  if (look === 'different')
    return `does not look like what was ${what}, whose mark or label it has`;
  return by === 'fingerprint' ? `looks like what was ${what}` : what;
}

/** By likeness, or parts of one text by the marks in them. */
function headlineOfAll(records: readonly CheckedRecord[]): string {
  const { length } = records;
  if (records.some(({ traced }) => traced.by === 'fingerprint')) {
    return `looks like ${length} recorded outputs, and which one it is cannot be told`;
  }
  const unlike = records.filter(({ traced }) => traced.look === 'different').length;
  const but =
    unlike === 0 ? '' : `, ${unlike} of which read otherwise: their marks were carried here`;
  return `parts of it carry the marks of ${length} recorded outputs${but}`;
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
      ? recordText(checks.record)
      : `The receipt does not hold: ${checks.receipt}`;
  const whose = pinned
    ? ''
    : ' The certificate is that of the file itself, which anybody can make: give the issuer’s with --cert.';
  const body = rows(io, [...recordRows(checks.record), ...proofRows(checks, proved)]);
  return `${verdictMark(io, code)} ${paint('bold', `${said}.`)}${whose}\n\n${body}\n`;
}

function recordText({ issuer, time, model }: OriginRecord): string {
  return `handed out by ${quoted(issuer)} at ${plainText(time)}${model === null ? '' : `, made with ${modelText(model)}`}`;
}

function modelText({ name, version }: NonNullable<OriginRecord['model']>): string {
  return quoted(version === null ? name : `${name} ${version}`);
}

type Rows = readonly (readonly [label: string, text: string | null])[];

function recordRows(record: OriginRecord): Rows {
  const { contentId, issuer, time, model, requestId, promptHash, retainUntil, mediaType } = record;
  return [
    ['Content id', contentId],
    ['Issuer', quoted(issuer)],
    ['Time', plainText(time)],
    ['Model', model && modelText(model)],
    ['Request', requestId && quoted(requestId)],
    ['Prompt', promptHash && `a salted hash is on record: ${hex(promptHash)}`],
    ['Handed out', `${plainText(mediaType)}, SHA-256 ${hex(record.contentHash)}`],
    ['Kept until', retainUntil],
  ];
}

function proofRows({ receipt, inclusion, headTime }: ReceiptChecks, { proof }: Proved): Rows {
  const at = proof && `entry ${proof.logIndex + 1} of ${proof.treeSize}`;
  return [
    ['Receipt', receipt === null ? 'its signature holds' : `does not hold: ${receipt}`],
    [
      'Log',
      inclusion === null
        ? `${at}, proved against the head that was signed at ${headTime}`
        : `not proved: ${inclusion}`,
    ],
  ];
}

function look({ look, distance }: TracedRecord): string {
  // A part of a picture looks like it, and has another fingerprint.
  const telling = look !== 'same' || (distance ?? 256) <= ALIKE_BITS;
  const bits =
    distance !== null && telling ? ` (${distance} of 256 bits of the fingerprint differ)` : '';
  switch (look) {
    case 'same':
      return `it looks like what was recorded${bits}`;
    case 'different':
      return `it does NOT look like what was recorded${bits}: the mark or the label may have been copied`;
    case 'undecided':
      return `whether it looks like what was recorded cannot be told${bits}`;
    case null:
      return 'there was nothing to compare';
  }
}

function foundBy(by: TracedBy, { textMarks }: TraceReport): string {
  return by === 'watermark' && textMarks ? 'the watermark in its words' : FOUND_BY[by];
}

function odds(by: TracedBy, { textMarks, falsePositiveProbability: odds }: TraceReport): string {
  if (by !== 'watermark') return '';
  return ` (by chance in less than ${chance(odds)} of ${textMarks ? 'texts' : 'pictures'})`;
}

function rows(io: Io, all: Rows): string {
  const paint = painter(io, io.stdout);
  return all
    .flatMap(([label, text]) =>
      text === null ? [] : [`  ${paint('dim', label.padEnd(11))} ${text}\n`],
    )
    .join('');
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
