import type { LeftOut } from '@provenance/c2pa';
import { isTextType } from '@provenance/content';
import { type Code, type Message, say, sayStatus } from '@provenance/messages';
import { type Report, unique } from '../claims/credential.ts';
import { codes, meanings, STORE } from './codes.ts';
import type { Evidence, WarningEvidence } from './evidence.ts';
import { movedSays } from './shown.ts';
import { SIGNATURE } from './signer.ts';

type Uncovered = WarningEvidence['uncovered'];

const BINDING = /^assertion\.(dataHash|bmffHash|boxesHash|collectionHash|multiAssetHash)\./;
const UNCOVERED = /\.additionalExclusionsPresent$/;

export function binding(report: Report, signed: boolean): Evidence[] {
  const failed = codes(report.failure, BINDING);
  const passed = codes(report.success, BINDING);
  if (failed.length + passed.length === 0) return [];
  const holds = failed.length === 0;
  const base = {
    source: 'c2pa',
    finding: 'binding',
    holds,
    codes: holds ? passed : failed,
  } as const;
  if (report.mediaType === STORE) {
    const says = [say('evidence.binding.elsewhere')];
    return [{ ...base, weight: 'neutral', strength: 'none', says }];
  }
  if (!signed) {
    const says = [
      holds ? say('evidence.binding.unsigned.holds') : say('evidence.binding.unsigned.differs'),
    ];
    return [{ ...base, weight: holds ? 'neutral' : 'against', strength: 'none', says }];
  }
  if (!holds) {
    const { moved } = report;
    const says = [say('evidence.binding.differs', { why: meanings(failed) }), ...movedSays(moved)];
    const shift = moved === null ? {} : { moved };
    return [{ ...base, ...shift, weight: 'against', strength: 'cryptographic', says }];
  }
  const whole = isTextType(report.mediaType ?? '')
    ? say('evidence.binding.text')
    : say('evidence.binding.content');
  const left = warnings(report);
  const says = [left.length > 0 ? partly(left) : whole];
  return [{ ...base, weight: 'for', strength: 'cryptographic', says }];
}

export function isOther(code: string): boolean {
  return !BINDING.test(code) && !SIGNATURE.test(code) && code !== 'signingCredential.untrusted';
}

export function failures(report: Report, select: (code: string) => boolean): Evidence[] {
  return unique(report.failure.map(({ code }) => code).filter(select)).map((code) => ({
    source: 'c2pa',
    finding: 'failure',
    weight: 'against',
    strength: 'cryptographic',
    says: [say('evidence.failure', { why: sayStatus(code) })],
    codes: [code],
  }));
}

/** What stands in ranges that the hash may leave out without leaving the content open. */
const NO_CONTENT: ReadonlySet<LeftOut['kind']> = new Set(['store', 'metadata', 'padding']);

const WARNINGS = {
  metadata: 'evidence.warning.metadata',
  display: 'evidence.warning.display',
  unknown: 'evidence.warning.uncovered',
} as const satisfies Record<Uncovered, Code>;

const PARTLY = {
  metadata: 'evidence.binding.but-metadata',
  display: 'evidence.binding.but-display',
  unknown: 'evidence.binding.partly',
} as const satisfies Record<Uncovered, Code>;

export function warnings(report: Report): WarningEvidence[] {
  const uncovered = uncoveredBy(report.leftOut.map(({ kind }) => kind));
  return codes(report.informational, UNCOVERED).map((code) => ({
    source: 'c2pa',
    finding: 'warning',
    uncovered,
    weight: 'neutral',
    strength: 'cryptographic',
    says: [say(WARNINGS[uncovered])],
    codes: [code],
  }));
}

function uncoveredBy(kinds: readonly LeftOut['kind'][]): Uncovered {
  if (kinds.length === 0) return 'unknown';
  if (kinds.every((kind) => NO_CONTENT.has(kind))) return 'metadata';
  return kinds.every((kind) => kind === 'display' || NO_CONTENT.has(kind)) ? 'display' : 'unknown';
}

function partly([first]: readonly WarningEvidence[]): Message {
  return say(PARTLY[first?.uncovered ?? 'unknown']);
}
