import {
  type Message,
  type MessageLike,
  type RenderOptions,
  render,
  say,
} from '@provenance/messages';
import type { VerifyReport } from '@provenance/sdk';

/**
 * A report for callers that nobody knows: no score, no geometry, no number of corrected bits and no
 * distance. Each of them tells who attacks a watermark how near they are.
 */
export function reducedReport({
  mediaType,
  language,
  summary,
  verdict,
  policy,
  c2pa,
  parts,
  watermark,
  textMarks,
  registry,
  evidence,
}: VerifyReport) {
  const words: Words = { language, timeZone: 'UTC' };
  return {
    mediaType,
    language,
    summary: reducedSummary(summary, words),
    verdict: reducedVerdict(verdict, words),
    policy,
    c2pa,
    parts: parts.map((part) => ({ ...part, verdict: reducedVerdict(part.verdict, words) })),
    watermark: watermark && {
      present: watermark.present,
      notLooked: watermark.notLooked,
      contentId: watermark.contentId,
      issuer: watermark.issuer,
      marks: watermark.marks,
    },
    // Neither where nor how much of it: who rewrites a text would see what is left to do.
    textMarks: textMarks && {
      outcome: textMarks.outcome,
      notLooked: textMarks.notLooked,
      marks: textMarks.marks.map(({ scheme, kid, contentId, issuer, marks }) => ({
        scheme,
        kid,
        contentId,
        issuer,
        marks,
      })),
    },
    registry: registry && {
      asked: registry.asked,
      unavailable: registry.unavailable,
      records: registry.records.map(
        ({ by, contentId, issuer, time, mediaType, model, manifestId, look, c2pa }) => ({
          by,
          contentId,
          issuer,
          time,
          mediaType,
          model,
          manifestId,
          look,
          c2pa,
        }),
      ),
    },
    // Of a mark that was found, the verdict says what may be known.
    evidence: evidence
      .filter((entry) => !('found' in entry) || entry.found !== 'present')
      .map(({ source, finding, weight, says }) => {
        const { sentence, ...line } = reducedLine({ says }, words);
        return { source, finding, weight, ...line, statement: sentence };
      }),
  };
}

function reducedVerdict(
  { falsePositiveProbability: _, says, conflicts, ...verdict }: Verdict,
  words: Words,
) {
  return {
    ...verdict,
    ...reducedLine({ says }, words),
    conflicts: conflicts.map((conflict) => reducedSaid(conflict, words)),
  };
}

function reducedSummary(
  { status, label, what, who, but, next }: VerifyReport['summary'],
  words: Words,
) {
  return {
    status,
    label,
    what: reducedLine(what, words),
    who: reducedLine(who, words),
    but: reducedLine(but, words),
    next: reducedLine(next, words),
  };
}

type Verdict = VerifyReport['verdict'];

function reducedLine({ says }: { readonly says: readonly Message[] }, words: Words) {
  const reduced = says.map(withoutScores);
  return { says: reduced, sentence: render(reduced, words) };
}

function reducedSaid(message: Message, words: Words) {
  const reduced = withoutScores(message);
  return { ...reduced, sentence: render(reduced, words) };
}

/** Where the server stands is nobody's business. */
type Words = RenderOptions & { readonly timeZone: 'UTC' };

/** What holds of every mark that is said to be present: how far below it one is would be a score. */
const MOST_BY_CHANCE = 1e-9;
const MOST_BY_CHANCE_IN_TEXTS = 1e-6;

type Shown = Record<'mark' | 'what' | 'said', MessageLike>;

/** Messages that name a distance, or how much of a text a mark is in, as they are said without. */
const WITHOUT_MEASURE: Readonly<Record<string, (said: MessageLike) => MessageLike>> = {
  'said.distance': ({ parameters }) => parameters.said as MessageLike,
  'verdict.recovered.likeness': ({ parameters }) =>
    say('said.alike', { said: parameters.said as MessageLike }),
  'look.same.bits': () => say('look.same'),
  'look.different.bits': () => say('look.different'),
  'look.undecided.bits': () => say('look.undecided'),
  'look.not-compared.bits': () => say('look.not-compared'),
  'verdict.text-mark.says': ({ parameters }) => {
    const { mark, what } = parameters as Shown;
    return say('said.text-mark.says', { mark, what, odds: MOST_BY_CHANCE_IN_TEXTS });
  },
  'verdict.text-mark.silent': ({ parameters }) => {
    const { mark } = parameters as Shown;
    return say('said.text-mark.silent', { mark, odds: MOST_BY_CHANCE_IN_TEXTS });
  },
  'verdict.text-mark.part': ({ parameters }) => {
    const { mark } = parameters as Shown;
    return say('said.text-mark.part', { mark, odds: MOST_BY_CHANCE_IN_TEXTS });
  },
  'verdict.recovered.text-mark': ({ parameters }) => {
    const { said } = parameters as Shown;
    const contentId = String(parameters.contentId);
    return say('said.text-mark.recovered', { contentId, said, odds: MOST_BY_CHANCE_IN_TEXTS });
  },
  'summary.who.text-mark.part': ({ parameters }) => {
    const { mark } = parameters as Shown;
    return say('said.text-mark.who-part', { mark, odds: MOST_BY_CHANCE_IN_TEXTS });
  },
};

/** Messages name a bound on chance where they rest on a watermark, a distance where on a likeness, and hold others. */
function withoutScores(message: MessageLike): Message {
  const { code, parameters } = WITHOUT_MEASURE[message.code]?.(message) ?? message;
  const most = code.includes('text-mark') ? MOST_BY_CHANCE_IN_TEXTS : MOST_BY_CHANCE;
  const plain = Object.entries(parameters).map(([name, value]) => [
    name,
    name === 'odds' ? most : withoutScoresIn(value),
  ]);
  return { code: code as Message['code'], parameters: Object.fromEntries(plain) };
}

function withoutScoresIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutScoresIn);
  const isMessage = typeof value === 'object' && value !== null && 'code' in value;
  return isMessage ? withoutScores(value as Message) : value;
}
