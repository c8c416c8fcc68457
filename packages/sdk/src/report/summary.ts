import { type Code, type Message, say } from '@provenance/messages';
import { unique } from '../claims/credential.ts';
import { EXPIRED, meanings } from '../evidence/codes.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { declaredOrigin, hintOf } from '../evidence/label.ts';
import { movedSays, WHAT, who } from '../evidence/shown.ts';
import { percentOf, textMarkOf } from '../evidence/text-mark.ts';
import { markOf } from '../evidence/watermark.ts';
import { isOfParts } from '../judge/part.ts';
import { type PolicyOutcome, unreadReservations } from '../judge/policy.ts';
import { stolenSince } from '../judge/stolen-key.ts';
import type { Verdict } from '../judge/verdict.ts';

export type SummaryStatus =
  | 'trusted'
  | 'older'
  | 'untrusted'
  | 'other-signer'
  | 'uncovered'
  | 'altered'
  | 'invalid'
  | 'expired'
  | 'contradictory'
  | 'recovered'
  | 'alike'
  | 'watermark'
  | 'declared'
  | 'reformatted'
  | 'part'
  | 'elsewhere'
  | 'nothing'
  | 'not-all-seen'
  | 'not-checked'
  | 'store';

/** A verdict in four lines, without the words. */
export interface SummaryLines {
  readonly status: SummaryStatus;
  readonly label: Message;
  readonly what: readonly Message[];
  readonly who: readonly Message[];
  readonly but: readonly Message[];
  readonly next: readonly Message[];
}

interface Facts {
  readonly verdict: Verdict;
  readonly policy: PolicyOutcome;
  readonly evidence: readonly Evidence[];
  readonly status: SummaryStatus;
  /** RFC 3339; null: now. */
  readonly judgedAt: string | null;
}

type Found<F extends Evidence['finding']> = Extract<Evidence, { finding: F }>;

function find<F extends Evidence['finding']>(
  evidence: readonly Evidence[],
  finding: F,
): Found<F> | undefined {
  return evidence.find((entry): entry is Found<F> => entry.finding === finding);
}

/** What it is; who says so and how sure that is; what speaks against it; what to do next. */
export function summaryOf(
  verdict: Verdict,
  policy: PolicyOutcome,
  evidence: readonly Evidence[],
  judgedAt: string | null = null,
): SummaryLines {
  const status = statusOf(verdict, policy, evidence);
  // Of a text that was saved anew, all that counts was found of the text as it was.
  const inside = verdict.integrity === 'reformatted' ? insideOf(evidence) : evidence;
  const facts = { verdict, policy, evidence: inside, status, judgedAt };
  return {
    status,
    label: say(LABELS[status]),
    what: whatOf(facts),
    who: whoOf(facts),
    but: butOf(facts),
    next: [nextOf(facts), ...markOfCredential(evidence)],
  };
}

function insideOf(evidence: readonly Evidence[]): readonly Evidence[] {
  const part = evidence.find((entry) => entry.finding === 'part' && entry.differs.length > 0);
  const others = evidence.filter(({ source }) => source !== 'c2pa');
  return part?.finding === 'part' ? [...part.evidence, ...others] : evidence;
}

const LABELS = {
  trusted: 'label.trusted',
  older: 'label.older',
  untrusted: 'label.untrusted',
  'other-signer': 'label.other-signer',
  uncovered: 'label.uncovered',
  altered: 'label.altered',
  invalid: 'label.invalid',
  expired: 'label.expired',
  contradictory: 'label.contradictory',
  recovered: 'label.recovered',
  alike: 'label.alike',
  watermark: 'label.watermark',
  declared: 'label.declared',
  reformatted: 'label.reformatted',
  part: 'label.part',
  elsewhere: 'label.elsewhere',
  nothing: 'label.nothing',
  'not-all-seen': 'label.not-all-seen',
  'not-checked': 'label.not-checked',
  store: 'label.store',
} as const satisfies Record<SummaryStatus, Code>;

function statusOf(
  verdict: Verdict,
  policy: PolicyOutcome,
  evidence: readonly Evidence[],
): SummaryStatus {
  const { assurance, conflicts, integrity, recovered, trust, unchecked } = verdict;
  if (conflicts.length > 0) return 'contradictory';
  if (integrity === 'reformatted') return 'reformatted';
  const manifest = find(evidence, 'manifest');
  if (trust !== 'none') {
    if (policy.unmet === 'signer') return 'other-signer';
    if (integrity !== 'intact') return 'uncovered';
    return trust;
  }
  // What became of a credential in the file is not hidden by what was recovered beside it.
  if (integrity === 'altered') return 'altered';
  if (isOfParts(verdict)) return 'part';
  if (manifest?.alone) return 'store';
  if (manifest?.state === 'Invalid') {
    const early = find(evidence, 'signature')?.notYetValid === true;
    return isExpired(codesAgainst(evidence)) && !early ? 'expired' : 'invalid';
  }
  if (recovered !== undefined) return recovered === 'fingerprint' ? 'alike' : 'recovered';
  const mark = find(evidence, 'watermark');
  const marked = mark?.found === 'present' && mark.compromised === undefined;
  if (marked || textMarkIn(evidence) !== undefined) return 'watermark';
  if (manifest?.state === 'Remote') return 'elsewhere';
  if (manifest?.state === 'Error') return 'not-checked';
  if (manifest?.state === 'Valid' || manifest?.state === 'Trusted') return 'invalid';
  if (assurance === 'declared') return 'declared';
  return unchecked.some(({ why }) => why !== 'no-key') ? 'not-all-seen' : 'nothing';
}

/** The text watermark that says most: through the whole text before a part of it. */
function textMarkIn(evidence: readonly Evidence[]): Found<'text-watermark'> | undefined {
  const marks = evidence.filter(
    (entry): entry is Found<'text-watermark'> =>
      entry.finding === 'text-watermark' && entry.found === 'present',
  );
  return marks.find(({ throughout }) => throughout) ?? marks[0];
}

function whatOf({ verdict, evidence, status }: Facts): Message[] {
  switch (status) {
    case 'altered':
      return [
        find(evidence, 'binding')?.holds === false
          ? say('summary.what.altered')
          : say('summary.what.altered.credential'),
      ];
    case 'invalid':
      return [say('summary.what.invalid')];
    case 'expired':
      return [say('summary.what.expired')];
    case 'contradictory':
      return [say('summary.what.contradictory')];
    case 'part':
      return [say('summary.what.part')];
    case 'elsewhere':
      return [say('summary.what.elsewhere')];
    case 'not-checked':
      if (isStray(evidence)) return [say('summary.what.not-checked.credential')];
      return [
        verdict.unchecked[0]?.why === 'format'
          ? say('summary.what.not-checked.format')
          : say('summary.what.not-checked'),
      ];
    case 'store':
      return [say('summary.what.store')];
    case 'not-all-seen':
      return [
        verdict.unchecked.some(({ why }) => why === 'damaged')
          ? say('summary.what.unknown.damaged')
          : say('summary.what.unknown.partly'),
      ];
    case 'declared':
      return [declaredWhat(verdict, evidence)];
  }
  const { kind, model } = verdict.origin;
  // What is like it may be another's: what its record says is not said of this file.
  if (status === 'alike' && kind === 'unknown') return [say('summary.what.alike.silent')];
  if (status === 'recovered' && kind === 'unknown') return [say('summary.what.recorded.silent')];
  if (status === 'watermark' && kind === 'unknown') return [say('summary.what.marked.silent')];
  if (kind === 'unknown') {
    return [verdict.trust === 'none' ? say('summary.what.unknown') : say('summary.what.silent')];
  }
  const plain = say(WHAT[kind]);
  const what = model === null ? plain : say('what.with-model', { what: plain, model });
  // Who nobody vouches for may say what they like: the first line is not to read like a fact.
  return status === 'untrusted' || (status === 'reformatted' && verdict.trust === 'untrusted')
    ? [say('summary.what.claimed', { what })]
    : [say(saidBy(status, evidence), { what })];
}

/** Who or what says it stands in the first line: without that it reads like a fact. */
function saidBy(status: SummaryStatus, evidence: readonly Evidence[]) {
  if (status === 'recovered') return 'summary.what.recorded';
  if (status === 'alike') return 'summary.what.alike';
  if (status !== 'watermark') return 'summary.what.made';
  return textMarkIn(evidence) === undefined ? 'summary.what.marked' : 'summary.what.marked.text';
}

function whoOf({ verdict, evidence, status }: Facts): Message[] {
  const { origin, recovered, trust: standing } = verdict;
  const issuer = find(evidence, 'signature')?.issuer ?? null;
  const trust = find(evidence, 'trust');
  const signer =
    trust?.trusted || trust?.older || issuer === null
      ? who(issuer)
      : say('who.calling-themselves', { name: issuer });
  // Who made what this was made from is not who signed it.
  const other =
    origin.kind !== 'unknown' && origin.issuer !== null && origin.issuer !== issuer
      ? [say('summary.who.made-by', { what: say(WHAT[origin.kind]), issuer: who(origin.issuer) })]
      : [];
  switch (status) {
    case 'trusted':
    case 'older':
    case 'untrusted':
    case 'other-signer':
      return [signedBy(signer, standing, trust, origin.kind === 'unknown'), ...other];
    case 'reformatted':
      return [
        trust?.trusted
          ? say('summary.who.reformatted.trusted', { signer })
          : say('summary.who.reformatted', { signer }),
        ...other,
      ];
    case 'uncovered':
      return [say('summary.who.uncovered', { signer }), ...other];
    case 'altered':
      return [say('summary.who.altered', { signer })];
    case 'contradictory':
      return [say('summary.who.several')];
    case 'invalid':
      return [
        issuer === null
          ? say('summary.who.unproved')
          : say('summary.who.unproved.named', { who: who(issuer) }),
      ];
    case 'expired':
      return [say('summary.who.expired', { who: who(issuer) })];
    case 'part':
      return verdict.says.slice(1);
    case 'watermark': {
      const ofText = textMarkIn(evidence);
      if (ofText !== undefined) return [textMarkWho(ofText)];
      const mark = find(evidence, 'watermark');
      const of = markOf(mark?.issuer ?? null);
      const odds = mark?.falsePositiveProbability ?? 1;
      return mark?.marks === null
        ? [say('summary.who.watermark.silent', { mark: of })]
        : [say('summary.who.watermark', { mark: of, odds })];
    }
    case 'recovered': {
      const from = { issuer: who(origin.issuer) };
      if (recovered === 'hash') return [say('summary.who.record.hash', from)];
      const odds = verdict.falsePositiveProbability ?? 1;
      return [
        textMarkIn(evidence) === undefined
          ? say('summary.who.record.watermark', { ...from, odds })
          : say('summary.who.record.text-mark', { ...from, odds }),
      ];
    }
    case 'alike':
      return origin.issuer === null
        ? [say('summary.who.record.likenesses')]
        : [say('summary.who.record.likeness', { issuer: who(origin.issuer) })];
    case 'declared':
      return [say('summary.who.declared')];
    case 'nothing':
      if (find(evidence, 'label') !== undefined) return [say('summary.who.nobody.notes')];
      // What is left here was not looked at for want of a key.
      return [
        say(verdict.unchecked.length > 0 ? 'summary.who.nobody.but-marks' : 'summary.who.nobody'),
      ];
    case 'not-all-seen':
      return [say('summary.who.nobody.seen')];
    case 'elsewhere':
      return [say('summary.who.elsewhere')];
    default:
      return [say('summary.who.unread')];
  }
}

function textMarkWho(found: Found<'text-watermark'>): Message {
  const mark = textMarkOf(found.issuer);
  const odds = found.falsePositiveProbability ?? 1;
  if (!found.throughout) {
    const percent = percentOf(found.share ?? 0);
    return say('summary.who.text-mark.part', { mark, percent, odds });
  }
  return found.marks === null
    ? say('summary.who.text-mark.silent', { mark, odds })
    : say('summary.who.text-mark', { mark, odds });
}

/** Whether they also say how it was made, or say nothing. */
function signedBy(
  signer: Message,
  standing: Verdict['trust'],
  trust: Found<'trust'> | undefined,
  silent: boolean,
): Message {
  if (trust?.older) {
    return silent
      ? say('summary.who.older.silent', { who: signer })
      : say('summary.who.older', { who: signer });
  }
  if (standing === 'untrusted' && !trust?.trusted) {
    return silent
      ? say('summary.who.untrusted.silent', { signer })
      : say('summary.who.untrusted', { signer });
  }
  if (trust?.development) {
    return silent
      ? say('summary.who.trusted.silent.development', { who: signer })
      : say('summary.who.trusted.development', { who: signer });
  }
  return silent
    ? say('summary.who.trusted.silent', { who: signer })
    : say('summary.who.trusted', { who: signer });
}

function butOf(facts: Facts): Message[] {
  const { judgedAt, evidence } = facts;
  // Of what nobody signed no date tells anything.
  const isDated = judgedAt !== null && find(evidence, 'signature') !== undefined;
  const asOf = isDated ? [say('summary.but.as-of', { time: judgedAt })] : [];
  const but = [...asOf, ...against(facts), ...unseenOf(facts), ...reservedOf(facts)];
  return but.length > 0 ? but : [say('summary.but.nothing')];
}

function against({ verdict, policy, evidence, status }: Facts): Message[] {
  const trust = find(evidence, 'trust');
  const manifest = find(evidence, 'manifest');
  switch (status) {
    case 'contradictory':
      return [...verdict.conflicts];
    case 'altered': {
      const moved = movedSays(find(evidence, 'binding')?.moved ?? null);
      const but = moved.length > 0 ? moved : [say('summary.but.altered')];
      return [...but, ...declaredBeside(verdict)];
    }
    case 'expired':
    case 'invalid': {
      const stolen = stolenSays(evidence);
      if (stolen.length > 0) return stolen;
      const codes = codesAgainst(evidence);
      return codes.length === 0
        ? [say('verdict.unsigned')]
        : [say(butOfInvalid(codes), { why: whyInvalid(evidence) }), ...declaredBeside(verdict)];
    }
    case 'reformatted':
      return [...verdict.says.slice(0, 1), ...standingAgainst(verdict, trust)];
    case 'part':
      return [say('summary.but.part')];
    case 'uncovered':
      return [uncoveredBut(evidence)];
    case 'not-checked':
    case 'elsewhere':
      return [
        ...(find(evidence, 'manifest')?.says ?? []).filter((said) => !isRemedy(said)),
        ...declaredBeside(verdict),
      ];
    case 'not-all-seen':
      return [say('summary.but.ignorance'), ...(manifest?.reason ? manifest.says : [])];
    case 'nothing':
      return [say('summary.but.ignorance')];
    case 'watermark':
      return [
        ...stolenSays(evidence),
        ...(textMarkIn(evidence)?.throughout === false ? [say('summary.but.text-mark.part')] : []),
        textMarkIn(evidence) === undefined
          ? say('summary.but.mark-copied')
          : say('summary.but.changes-unknown'),
        ...declaredBeside(verdict),
      ];
    case 'declared':
      return [say('summary.but.declared')];
    case 'recovered':
    case 'alike':
      return [
        ...stolenSays(evidence),
        ...(verdict.recovered === 'hash' ? [] : [say('summary.but.changes-unknown')]),
        ...declaredBeside(verdict),
      ];
    case 'store':
      return [];
  }
  const but: Message[] = [];
  if (status === 'other-signer') but.push(say('summary.but.signer'));
  but.push(...standingAgainst(verdict, trust));
  if (evidence.some((entry) => entry.finding === 'ingredient' && entry.holds === false)) {
    but.push(say('summary.but.ingredient'));
  }
  if (find(evidence, 'warning') && verdict.integrity === 'intact') {
    but.push(say('summary.but.metadata'));
  }
  but.push(...declaredBeside(verdict));
  return policy.unmet === 'integrity' && but.length === 0 ? [say('summary.but.uncovered')] : but;
}

/** Only who asks is told; whatever else is known of it. */
function reservedOf({ policy, verdict }: Facts): Message[] {
  if (!policy.respectTrainingOptOut) return [];
  if (policy.isReserved) return [say('summary.but.reserved')];
  return unreadReservations(verdict).length > 0 ? [say('summary.but.reserved.unknown')] : [];
}

/** That the key which signed it may have been in other hands. */
function stolenSays(evidence: readonly Evidence[]): Message[] {
  const since = stolenSince(evidence);
  return since === null ? [] : [say('evidence.signature.compromised', { since })];
}

/** In the words of the signature's own finding, which tells more than its codes; then of what else failed. */
function whyInvalid(evidence: readonly Evidence[]): Message[] {
  if (find(evidence, 'signature')?.notYetValid !== true) {
    return meanings(unique(codesAgainst(evidence)));
  }
  const others = codesAgainst(evidence).filter((code) => !EXPIRED.has(code));
  return [say('status.not-yet-valid'), ...meanings(unique(others))];
}

/** What an invalid credential comes to, by the worst that was found. */
function butOfInvalid(codes: readonly string[]) {
  if (codes.includes('claimSignature.mismatch')) return 'summary.but.forged';
  return codes.some((code) => UNBOUND.test(code)) ? 'summary.but.unbound' : 'summary.but.invalid';
}

/** The hash is not one over this file: what was put in before the manifest moves what it leaves out. */
const UNBOUND = /^assertion\.\w+Hash\.malformed$/;

/** Nothing was changed, and no other copy of the file would fare better. */
const isExpired = (codes: readonly string[]): boolean =>
  codes.some((code) => EXPIRED.has(code)) &&
  codes.every((code) => EXPIRED.has(code) || code === 'signingCredential.untrusted');

const codesAgainst = (evidence: readonly Evidence[]): readonly string[] =>
  evidence.flatMap(({ weight, codes }) => (weight === 'against' ? codes : []));

function uncoveredBut(evidence: readonly Evidence[]): Message {
  const left = evidence.filter((entry) => entry.finding === 'warning');
  const kinds = new Set(left.map(({ uncovered }) => uncovered));
  return kinds.has('display') && !kinds.has('unknown')
    ? say('summary.but.display')
    : say('summary.but.uncovered');
}

/** What speaks against the signer's name. */
function standingAgainst(verdict: Verdict, trust: Found<'trust'> | undefined): Message[] {
  if (trust?.older) return [say('summary.but.older')];
  if (verdict.trust !== 'untrusted' || !trust) return [];
  if (trust.trusted) return [say('summary.but.beside')];
  const noList = trust.says.some(({ code }) => code === 'evidence.trust.no-list');
  return [
    ...(noList ? [say('summary.but.no-list')] : []),
    say('summary.but.anybody'),
    ...trust.says.filter(({ code }) => code === 'evidence.trust.list-of'),
  ];
}

/** What a note in the file says beside what counts. */
function declaredBeside({ says }: Verdict): Message[] {
  return says.filter(({ code }) => code.startsWith('verdict.declared.'));
}

function declaredWhat({ origin: { kind } }: Verdict, evidence: readonly Evidence[]): Message {
  if (kind !== 'unknown') return say('summary.what.declared', { what: say(WHAT[kind]) });
  if (declaredOrigin(evidence).isContradicted) return say('summary.what.declared.disputed');
  const hint = hintOf(evidence);
  const name = hint?.value ?? '';
  if (hint?.kind === 'generator') return say('summary.what.declared.tool', { name });
  return hint?.kind === 'camera'
    ? say('summary.what.declared.camera', { name })
    : say('summary.what.declared.possible');
}

/** Manifests are fetched by https alone, from public addresses; where no address is told, it is not known. */
const isFetched = (said: Message | undefined): boolean => {
  const url = said?.parameters.url;
  return url === undefined || /^https:/i.test(String(url));
};

const UNFETCHED: ReadonlySet<string> = new Set([
  'manifest.inaccessible.notHttps',
  'manifest.inaccessible.notPublic',
]);

/** The program that reads credentials has given up. */
const isOther = (said: Message | undefined): boolean =>
  (said?.parameters.why as Message | undefined)?.code === 'reason.other';

/** The rest of the file could be read. */
const isStray = (evidence: readonly Evidence[]): boolean =>
  find(evidence, 'manifest')?.says[0]?.code === 'evidence.manifest.none-that-counts';

/** What to do about an error stands in the line for that. */
const isRemedy = ({ code }: Message): boolean => code.startsWith('remedy.');

/** A mark adds nothing where a signature has said who and what, but that nobody looked for one is said. */
function unseenOf({ verdict: { unchecked, trust }, status, evidence }: Facts): Message[] {
  if (TOLD.has(status)) return [];
  const what = unchecked.flatMap(({ what, why }) => {
    if (trust !== 'none' && !(what === 'watermark' && why === 'limit')) return [];
    // Whether there is a mark as well matters where there is nothing else.
    if (why === 'no-key' && status !== 'nothing' && status !== 'not-all-seen') return [];
    // In which encoding it is has been said.
    const isSaid = what === 'credential' && find(evidence, 'manifest')?.reason?.startsWith('text.');
    if (isSaid) return [];
    const code = UNSEEN[`${what}.${why}`];
    return code === undefined ? [] : [say(code)];
  });
  return what.length > 0 ? [say('summary.but.unseen', { what })] : [];
}

/** What these are about is what was not looked at. */
const TOLD: ReadonlySet<SummaryStatus> = new Set(['not-checked', 'elsewhere', 'store', 'part']);

const UNSEEN: Readonly<Record<string, UnseenCode | undefined>> = {
  __proto__: null as never,
  'credential.network': 'unseen.credential.network',
  'credential.limit': 'unseen.credential.limit',
  'credential.format': 'unseen.credential.format',
  'credential.damaged': 'unseen.credential.damaged',
  'credential.file': 'unseen.credential.file',
  'watermark.no-key': 'unseen.watermark.no-key',
  'watermark.limit': 'unseen.watermark.limit',
  'watermark.damaged': 'unseen.watermark.damaged',
  'watermark.format': 'unseen.watermark.format',
  'watermark.file': 'unseen.watermark.file',
  'text-watermark.no-key': 'unseen.text-watermark.no-key',
  'text-watermark.too-little': 'unseen.text-watermark.too-little',
  'text-watermark.limit': 'unseen.text-watermark.limit',
  'text-watermark.format': 'unseen.text-watermark.format',
  'text-watermark.file': 'unseen.text-watermark.file',
  'record.network': 'unseen.record.network',
  'record.limit': 'unseen.record.limit',
  'record.damaged': 'unseen.record.damaged',
  'record.format': 'unseen.record.format',
  'record.file': 'unseen.record.file',
  'label.limit': 'unseen.label.limit',
  'label.damaged': 'unseen.label.damaged',
  'label.format': 'unseen.label.format',
  'label.file': 'unseen.label.file',
};

type UnseenCode = Extract<Code, `unseen.${string}`>;

/** A credential can name a mark that nobody has looked for. */
function markOfCredential(evidence: readonly Evidence[]): Message[] {
  const named = evidence.some(
    (entry) => entry.finding === 'soft-binding' && entry.contentIds.length > 0,
  );
  return named && find(evidence, 'watermark')?.notLooked === 'no-key' ? [say('advice.key')] : [];
}

function nextOf({ verdict, evidence, status }: Facts): Message {
  if (evidence.some((entry) => entry.finding === 'record' && entry.found === 'unavailable')) {
    return say('advice.registry');
  }
  const manifest = find(evidence, 'manifest');
  const signer = find(evidence, 'signature')?.issuer ?? null;
  const isSilent = verdict.origin.kind === 'unknown';
  switch (status) {
    case 'older':
    case 'reformatted':
    case 'trusted':
    case 'untrusted':
    case 'other-signer':
      if (status !== 'older' && !find(evidence, 'trust')?.trusted) {
        return say('advice.untrusted', { who: who(signer) });
      }
      return isSilent
        ? say('advice.trusted.silent', { who: who(signer) })
        : say('advice.trusted', { who: who(signer) });
    case 'uncovered':
    case 'altered':
      return say('advice.original');
    case 'invalid':
      return say('advice.doubt');
    case 'expired':
      return say('advice.expired');
    case 'contradictory':
      return say('advice.contradiction');
    case 'recovered':
    case 'alike':
      return verdict.origin.issuer === null
        ? say('advice.compare')
        : say('advice.record', { who: who(verdict.origin.issuer) });
    case 'part':
      return say('advice.part');
    case 'elsewhere':
      if (UNFETCHED.has(manifest?.reason ?? '')) return say('advice.address');
      if (manifest?.reason != null) return say('advice.elsewhere');
      return isFetched(manifest?.says[0]) ? say('advice.network') : say('advice.address');
    case 'not-checked': {
      const remedy = manifest?.says.find(isRemedy);
      const [unseen] = verdict.unchecked;
      if (remedy !== undefined) return remedy;
      if (manifest?.reason === 'content.tooManyParts') return say('advice.too-many-parts');
      if (isOther(manifest?.says[0])) return say('advice.program');
      if (unseen?.why === 'format') return say('advice.format');
      return unseen?.why === 'limit' ? say('advice.limit') : say('advice.again');
    }
    case 'store':
      return say('advice.store');
    case 'not-all-seen':
      return verdict.unchecked.some(({ why }) => why === 'damaged')
        ? say('advice.again')
        : say('advice.source');
    default:
      return say('advice.source');
  }
}
