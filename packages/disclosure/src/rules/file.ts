import { type Message, say } from '@provenance/messages';
import type { ReportedEvidence, VerifyReport } from '@provenance/sdk';
import type { RuleSet } from './table.ts';

/** What one test of a rule comes to. */
export interface RuleFinding {
  /** As `EU-1`. */
  readonly rule: string;
  /** Stable. */
  readonly test: RuleTest;
  /**
   * `met`; `missing`; `not-checked`: it could not be looked for; `outside`: no file can show it, or the
   * rule does not ask for it here.
   */
  readonly result: 'met' | 'missing' | 'not-checked' | 'outside';
  /** What the test asks. */
  readonly asks: Message;
  /** What is missing and what would mend it, or why nothing can be said; null where it is met. */
  readonly why: Message | null;
}

export type RuleTest =
  | 'ai-signed'
  | 'time'
  | 'watermark'
  | 'consistent'
  | 'provider'
  | 'system'
  | 'version'
  | 'when'
  | 'id'
  | 'aigc'
  | 'machine'
  | 'notice'
  | 'verifiable';

type Outcome = Pick<RuleFinding, 'result' | 'why'>;

const MET: Outcome = { result: 'met', why: null };
const missing = (why: Message): Outcome => ({ result: 'missing', why });
const notChecked = (why: Message): Outcome => ({ result: 'not-checked', why });
const outside = (why: Message): Outcome => ({ result: 'outside', why });

/** What is known of a file, as far as rules ask. */
interface Known {
  readonly report: VerifyReport;
  /** Its own credential is signed, and the file is what was signed. */
  readonly holds: boolean;
  readonly find: <F extends ReportedEvidence['finding']>(
    finding: F,
  ) => Extract<ReportedEvidence, { finding: F }>[];
}

type Test = (known: Known) => Outcome;

const isAi = (kind: string): boolean => kind === 'ai-generated' || kind === 'ai-edited';

/** Where the file itself has the mark, and not only a record elsewhere. */
const isMarked = ({ report }: Known): boolean => report.watermark?.present === true;

const TESTS: Readonly<Record<RuleTest, Test>> = {
  'ai-signed'({ holds, find }) {
    if (!holds) return missing(say('rule.missing.no-credential'));
    if (find('origin').some(({ kind }) => isAi(kind))) return MET;
    return missing(say('rule.missing.source-type'));
  },

  time({ holds, find }) {
    if (!holds) return missing(say('rule.missing.no-credential'));
    return find('time').some(({ vouched }) => vouched)
      ? MET
      : missing(say('rule.missing.time-stamp'));
  },

  watermark(known) {
    const { watermark, mediaType } = known.report;
    if (isMarked(known)) return MET;
    if (mediaType?.startsWith('text/')) return outside(say('rule.outside.text'));
    if (!mediaType?.startsWith('image/') || mediaType === 'image/svg+xml') {
      return missing(say('rule.missing.watermark-none'));
    }
    if (watermark === null) return notChecked(say('rule.unseen.no-key'));
    if (watermark.notLooked !== null) return notChecked(say('rule.unseen.not-looked'));
    return missing(say('rule.missing.watermark'));
  },

  consistent({ report }) {
    return report.verdict.conflicts.length === 0 ? MET : missing(say('rule.missing.contradiction'));
  },

  provider({ holds, report }) {
    if (!holds) return missing(say('rule.missing.no-credential'));
    return report.c2pa.signer?.organization ? MET : missing(say('rule.missing.organization'));
  },

  system({ holds, find }) {
    if (!holds) return missing(say('rule.missing.no-credential'));
    const named = find('origin').some(({ model, generator }) => (model ?? generator) !== null);
    return named ? MET : missing(say('rule.missing.system'));
  },

  version({ holds, find }) {
    if (!holds) return missing(say('rule.missing.no-credential'));
    // Names come as `NAME VERSION`, and a version begins with a digit.
    const versioned = find('origin').some(({ model }) => /\sv?\d\S*$/.test(model ?? ''));
    return versioned ? MET : missing(say('rule.missing.version'));
  },

  when({ holds, find }) {
    if (!holds) return missing(say('rule.missing.no-credential'));
    const said = find('time').length > 0 || find('origin').some(({ time }) => time !== null);
    return said ? MET : missing(say('rule.missing.when'));
  },

  id(known) {
    const named = known.holds && known.report.c2pa.activeManifest !== null;
    return named || isMarked(known) ? MET : missing(say('rule.missing.id'));
  },

  aigc({ find }) {
    const labels = find('label').filter(({ standard }) => standard === 'aigc');
    if (labels.length === 0) {
      return find('label-gap').length > 0
        ? notChecked(say('rule.unseen.file'))
        : missing(say('rule.missing.aigc'));
    }
    if (labels.length > 1) {
      return missing(say('rule.missing.aigc-several', { count: labels.length }));
    }
    const isRead = labels.every(({ meaning }) => meaning !== 'aigc-unreadable');
    return isRead ? MET : missing(say('rule.missing.aigc-unreadable'));
  },

  machine(known) {
    const { find, holds } = known;
    const isSigned = holds && find('origin').some(({ kind }) => isAi(kind));
    const isLabelled = find('label').some(({ kind }) => isAi(kind));
    const { watermark } = known.report;
    const isMark = isMarked(known) && watermark?.marks != null;
    return isSigned || isLabelled || isMark ? MET : missing(say('rule.missing.machine'));
  },

  notice: () => outside(say('rule.outside.notice')),

  verifiable(known) {
    const onRecord = (known.report.registry?.records ?? []).some(
      ({ by, look }) => by !== 'fingerprint' || look === 'same',
    );
    return known.holds || isMarked(known) || onRecord
      ? MET
      : missing(say('rule.missing.verifiable'));
  },
};

const ASKS: Readonly<Record<RuleTest, Message>> = {
  'ai-signed': say('rule.test.ai-signed'),
  time: say('rule.test.time'),
  watermark: say('rule.test.watermark'),
  consistent: say('rule.test.consistent'),
  provider: say('rule.test.provider'),
  system: say('rule.test.system'),
  version: say('rule.test.version'),
  when: say('rule.test.when'),
  id: say('rule.test.id'),
  aigc: say('rule.test.aigc'),
  machine: say('rule.test.machine'),
  notice: say('rule.test.notice'),
  verifiable: say('rule.test.verifiable'),
};

/** What of each rule a file can show. */
const BY_SET: Readonly<Record<RuleSet, readonly (readonly [rule: string, test: RuleTest])[]>> = {
  jp: [['JP-1', 'verifiable']],
  eu: [
    ['EU-1', 'ai-signed'],
    ['EU-1', 'time'],
    ['EU-2', 'watermark'],
    ['EU-4', 'consistent'],
  ],
  ca: [
    ['CA-1', 'provider'],
    ['CA-1', 'system'],
    ['CA-1', 'version'],
    ['CA-1', 'when'],
    ['CA-1', 'id'],
  ],
  cn: [['CN-1', 'aigc']],
  kr: [
    ['KR-1', 'machine'],
    ['KR-1', 'notice'],
  ],
  in: [
    ['IN-1', 'ai-signed'],
    ['IN-1', 'id'],
  ],
};

/**
 * What each rule's test finds in a file that was verified. It says what is there and what is missing, and
 * never that a rule is met: much of every rule is not in a file.
 */
export function testRules(report: VerifyReport, sets: readonly RuleSet[]): readonly RuleFinding[] {
  const unread = report.c2pa.state === 'Error';
  const find = ((finding: string) =>
    report.evidence.filter((entry) => entry.finding === finding)) as Known['find'];
  const signed = find('signature').some(({ holds }) => holds);
  const isWhole = ['Valid', 'Trusted'].includes(report.c2pa.state);
  const holds = signed && isWhole && report.verdict.integrity === 'intact';
  const known: Known = { report, holds, find };
  return sets.flatMap((set) =>
    BY_SET[set].map(([rule, test]) => {
      const outcome = unread ? notChecked(say('rule.unseen.file')) : TESTS[test](known);
      return { rule, test, asks: ASKS[test], ...outcome };
    }),
  );
}
