import { type Message, say } from '@provenance/messages';
import { isAi, type NamedKind } from '../claims/source-type.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { contradictsSigned, declaredOrigin, hintOf } from '../evidence/label.ts';
import { WHAT } from '../evidence/shown.ts';
import { UNKNOWN_ORIGIN, type Verdict } from './verdict.ts';

/**
 * The verdict so far, with what labels add that nobody signed. They say where content comes from where
 * nothing else was found, and then no more than that somebody wrote so. They make nothing trusted or
 * intact and give no origin to what a signer left open: whoever wants a signature under a label of theirs
 * would only have to write one in. Against what was signed they count as a contradiction, since what a
 * signature covers the signer could have read.
 *
 * @param credential The verdict on the credential alone.
 * @param verdict That, with what the watermark and the registry add.
 */
export function withLabels(
  credential: Verdict,
  verdict: Verdict,
  evidence: readonly Evidence[],
): Verdict {
  const declared = declaredOrigin(evidence);
  const hint = hintOf(evidence);
  if (credential.trust !== 'none') {
    const signed = credential.origin.kind;
    const against = new Set(declared.by.map(({ origin }) => origin as NamedKind));
    const found = [...against].filter((kind) => contradictsSigned(kind, signed)).sort();
    const conflicts = found.map((kind) =>
      say('conflict.label-origin', {
        said: say(WHAT[signed as NamedKind]),
        declared: say(WHAT[kind]),
      }),
    );
    if (conflicts.length > 0) return contradicted(verdict, conflicts);
  }
  if (isAllThereIs(verdict, evidence)) return alone(verdict, declared, hint);
  const { kind } = declared;
  // What the signer has said and the note does not contradict needs no note.
  const isSaid = credential.origin.kind !== 'unknown';
  if (kind !== 'unknown' && kind !== verdict.origin.kind && !isSaid) {
    return also(verdict, say('verdict.declared.beside', { what: say(WHAT[kind]) }));
  }
  const isNews = hint !== null && hint.kind !== 'camera' && !isAi(verdict.origin.kind);
  return kind === 'unknown' && isNews ? also(verdict, hintSays(hint)) : verdict;
}

/** Nothing else was found: a credential that does not hold, or was not read, is something. */
function isAllThereIs(verdict: Verdict, evidence: readonly Evidence[]): boolean {
  const { assurance, conflicts, recovered } = verdict;
  if (assurance !== 'none' || recovered !== undefined || conflicts.length > 0) return false;
  return evidence.every(
    (entry) =>
      entry.finding !== 'part' && (entry.finding !== 'manifest' || entry.state === 'NoManifest'),
  );
}

function alone(
  verdict: Verdict,
  { kind, by, isContradicted }: ReturnType<typeof declaredOrigin>,
  hint: ReturnType<typeof hintOf>,
): Verdict {
  // That nothing was found is no longer so; what else was said of the search stays.
  const [, ...rest] = verdict.says;
  const declared = { ...verdict, assurance: 'declared' } as const;
  if (isContradicted) {
    const kinds = [...new Set(by.map(({ origin }) => origin as NamedKind))].sort();
    const said = kinds.map((each) => say(WHAT[each]));
    return { ...declared, says: [say('verdict.declared.disputed', { said }), ...rest] };
  }
  if (kind !== 'unknown') {
    const says = [say('verdict.declared', { what: say(WHAT[kind]) }), ...rest];
    return { ...declared, origin: { ...UNKNOWN_ORIGIN, kind }, says };
  }
  if (hint === null) return verdict;
  return { ...declared, says: [hintSays(hint), say('verdict.unknown'), ...rest] };
}

function hintSays({ kind, value }: NonNullable<ReturnType<typeof hintOf>>): Message {
  if (kind === 'ai-possible') return say('verdict.declared.possible');
  return kind === 'camera'
    ? say('verdict.declared.camera', { name: value })
    : say('verdict.declared.tool', { name: value });
}

function also(verdict: Verdict, message: Message): Verdict {
  return { ...verdict, says: [...verdict.says, message] };
}

function contradicted(verdict: Verdict, found: readonly Message[]): Verdict {
  const conflicts = [...verdict.conflicts, ...found];
  const [first] = verdict.says;
  const told =
    first?.code === 'verdict.contradiction'
      ? [first, ...found, ...verdict.says.slice(1)]
      : [say('verdict.contradiction'), ...found, ...verdict.says];
  return { ...verdict, conflicts, says: told };
}
