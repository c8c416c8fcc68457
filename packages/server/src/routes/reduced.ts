import { type Message, render } from '@provenance/messages';
import type { VerifyReport } from '@provenance/sdk';

/**
 * A report for callers that nobody knows: no score, no geometry, no number of corrected bits and no
 * distance. Each of them tells who attacks a watermark how near they are.
 */
export function reducedReport({
  mediaType,
  summary,
  verdict,
  policy,
  c2pa,
  parts,
  watermark,
  registry,
}: VerifyReport) {
  return {
    mediaType,
    summary: reducedSummary(summary),
    verdict: reducedVerdict(verdict),
    policy,
    c2pa,
    parts: parts.map((part) => ({ ...part, verdict: reducedVerdict(part.verdict) })),
    watermark: watermark && {
      present: watermark.present,
      notLooked: watermark.notLooked,
      contentId: watermark.contentId,
      issuer: watermark.issuer,
      marks: watermark.marks,
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
  };
}

function reducedVerdict({ falsePositiveProbability: _, says, conflicts, ...verdict }: Verdict) {
  return {
    ...verdict,
    ...reducedLine({ says }),
    conflicts: conflicts.map((conflict) => reducedSaid(conflict)),
  };
}

function reducedSummary({ status, label, what, who, but, next }: VerifyReport['summary']) {
  return {
    status,
    label,
    what: reducedLine(what),
    who: reducedLine(who),
    but: reducedLine(but),
    next: reducedLine(next),
  };
}

type Verdict = VerifyReport['verdict'];

function reducedLine({ says }: { readonly says: readonly Message[] }) {
  const reduced = says.map(withoutOdds);
  return { says: reduced, sentence: render(reduced, WORDS) };
}

function reducedSaid(message: Message) {
  const reduced = withoutOdds(message);
  return { ...reduced, sentence: render(reduced, WORDS) };
}

const WORDS = { language: 'en', timeZone: 'UTC' } as const;

/** What holds of every mark that is said to be present: how far below it one is would be a score. */
const MOST_BY_CHANCE = 1e-9;

/** Messages name a bound on chance where they rest on a watermark, and hold others. */
function withoutOdds({ code, parameters }: Message): Message {
  return {
    code,
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [
        name,
        name === 'odds' ? MOST_BY_CHANCE : withoutOddsIn(value),
      ]),
    ),
  };
}

function withoutOddsIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOddsIn);
  const isMessage = typeof value === 'object' && value !== null && 'code' in value;
  return isMessage ? withoutOdds(value as Message) : value;
}
