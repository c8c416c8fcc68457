import type { Evidence, OriginEvidence } from '../evidence/evidence.ts';
import { quoted } from '../evidence/plain-text.ts';
import { linesText } from '../evidence/shown.ts';
import { withRegistry } from './record.ts';
import { UNKNOWN_ORIGIN, type Verdict } from './verdict.ts';
import { WHAT } from './verdict-words.ts';
import { withWatermark } from './watermark.ts';

type Found<F extends Evidence['finding']> = Extract<Evidence, { finding: F }>;

const NOTHING = {
  origin: UNKNOWN_ORIGIN,
  integrity: 'unverifiable',
  trust: 'none',
  assurance: 'none',
  conflicts: [],
} as const;

/**
 * Evidence in, verdict out. Pure: the same evidence gives the same verdict, and nothing but evidence
 * counts. Each rule has its cases in `test-vectors/verdict/`.
 */
export function judge(evidence: readonly Evidence[]): Verdict {
  const manifest = judgeManifest(evidence);
  return withRegistry(manifest, withWatermark(manifest, evidence), evidence, judge);
}

function judgeManifest(evidence: readonly Evidence[]): Verdict {
  const find = <F extends Evidence['finding']>(finding: F): Found<F> | undefined =>
    evidence.find((entry): entry is Found<F> => entry.finding === finding);
  const manifest = find('manifest');
  const signature = find('signature');
  const parts = intactParts(evidence);
  if (parts.length > 0) return { ...NOTHING, sentence: partsSentence(parts) };

  switch (manifest?.state) {
    case undefined:
    case 'NoManifest': {
      return { ...NOTHING, sentence: nothingFound(evidence) };
    }
    case 'Remote': {
      const sentence =
        manifest.reason === null
          ? 'Its content credential is kept elsewhere and was not fetched: its origin is unknown until it is.'
          : `Its content credential is kept elsewhere and could not be fetched (${quoted(manifest.reason, 200)}): its origin is unknown until it is.`;
      return { ...NOTHING, sentence };
    }
    case 'Error':
      return { ...NOTHING, sentence: `Not checked. ${manifest.statement}` };
  }
  // The hash in a store is that of content, which a store by itself is not.
  if (manifest?.alone && signature?.holds !== false) {
    const sentence =
      'This is a manifest store without its content: verify the content and give it this store.';
    return { ...NOTHING, sentence };
  }
  const trust = find('trust');
  if (manifest?.state === 'Invalid')
    return judgeInvalid(evidence, signature, find('binding'), trust);

  // A state is the engine's summary: what it sums up has to be there.
  if (!signature?.holds) {
    const sentence =
      'Its content credential shows no signature that holds, so nothing it says counts.';
    return { ...NOTHING, sentence };
  }
  const origin = find('origin');
  const trusted = manifest?.state === 'Trusted' && trust?.trusted === true;
  const bound = find('binding')?.holds === true;
  const uncovered = find('warning') !== undefined;
  const failed = evidence.some((entry) => entry.finding === 'ingredient' && entry.holds === false);
  const doubt = failed ? ' Something it was made from did not check out.' : '';
  let content = 'nothing shows that this content is what was signed';
  if (bound) {
    content = uncovered
      ? 'what the signer covered is unchanged, other parts of the file may have changed'
      : 'unchanged since it was signed';
  }
  return {
    origin: origin ? { ...pick(origin) } : UNKNOWN_ORIGIN,
    integrity: bound && !uncovered ? 'intact' : 'unverifiable',
    trust: trusted ? 'trusted' : 'untrusted',
    assurance: 'cryptographic',
    sentence: `${claimed(origin, signature.issuer, standing(trusted, trust))}; ${content}.${doubt}`,
    conflicts: [],
  };
}

/** That nothing was found is said only where all was looked at. */
function nothingFound(evidence: readonly Evidence[]): string {
  const unseen = evidence.find(
    (entry) => (entry.finding === 'watermark' || entry.finding === 'record') && entry.unseen,
  );
  return unseen === undefined
    ? 'Nothing was found that tells where this comes from: its origin is unknown.'
    : `No content credential was found, and not all of it was looked at: its origin is unknown. ${unseen.statement}`;
}

interface Part {
  readonly lines: readonly [number, number];
  readonly verdict: Verdict;
}

/** What is no longer the whole of a text can still be itself. */
function intactParts(evidence: readonly Evidence[]): Part[] {
  return evidence
    .flatMap((entry) => (entry.finding === 'part' ? [entry] : []))
    .map(({ lines, evidence }) => ({ lines, verdict: judge(evidence) }))
    .filter(({ verdict }) => verdict.integrity === 'intact')
    .sort((a, b) => a.lines[0] - b.lines[0]);
}

/** More of them are in the report. */
const MOST_PARTS_TOLD = 3;

/** Who signed a part says nothing about the rest: the whole has no origin, and nobody is trusted for it. */
function partsSentence(parts: readonly Part[]): string {
  const told = parts
    .slice(0, MOST_PARTS_TOLD)
    .map(({ lines, verdict }) => `${linesText(lines)}: ${verdict.sentence}`);
  const more = parts.length > told.length ? ` And ${parts.length - told.length} more.` : '';
  const what = parts.length === 1 ? 'A part of this text was' : 'Parts of this text were';
  return `${what} signed, and nothing shows where the rest comes from. ${told.join(' ')}${more}`;
}

function judgeInvalid(
  evidence: readonly Evidence[],
  signature: Found<'signature'> | undefined,
  binding: Found<'binding'> | undefined,
  trust: Found<'trust'> | undefined,
): Verdict {
  // A hash under a signature that holds is a proof of change; under any other it is hearsay.
  if (signature?.holds) {
    const altered = { ...NOTHING, integrity: 'altered', assurance: 'cryptographic' } as const;
    const signer = named(signature.issuer, trust);
    const development = trust?.development ? ' with a development certificate' : '';
    if (binding?.holds === false && binding.codes.some((code) => CHANGED.test(code))) {
      const sentence = `Changed after it was signed: it is no longer what ${signer} signed${development}.`;
      return { ...altered, sentence };
    }
    if (evidence.some(isChangedAssertion)) {
      const sentence = `Its content credential is no longer what ${signer} signed${development}, so nothing it says counts.`;
      return { ...altered, sentence };
    }
  }
  const reason = evidence.find(
    ({ weight, finding }) => weight === 'against' && finding !== 'manifest',
  );
  const sentence = 'Its content credential does not hold, so nothing it says counts.';
  return { ...NOTHING, sentence: reason ? `${sentence} ${reason.statement}` : sentence };
}

/** Of the codes of hard bindings: the content differs. The others say that the hash is no good. */
const CHANGED = /\.(mismatch|unknownBox|incorrectFileCount|missingPart)$/;

function isChangedAssertion({ finding, codes }: Evidence): boolean {
  return finding === 'failure' && codes.includes('assertion.hashedURI.mismatch');
}

function pick({ kind, issuer, generator, model, time }: OriginEvidence): Verdict['origin'] {
  return { kind, issuer, generator, model, time };
}

function claimed(
  origin: OriginEvidence | undefined,
  issuer: string | null,
  standing: string,
): string {
  const signer = nameOf(issuer);
  if (!origin || origin.kind === 'unknown') {
    return `Signed by ${signer}, ${standing}, who does not say how it was made`;
  }
  const what = `${WHAT[origin.kind]}${modelOf(origin)}`;
  // An edit by one signer of what another one made: each says their own.
  if (origin.issuer !== null && origin.issuer !== issuer) {
    return `${what}, says ${nameOf(origin.issuer)}; signed by ${signer}, ${standing}`;
  }
  return `${what}, says ${signer}, ${standing}`;
}

function modelOf({ kind, model }: OriginEvidence): string {
  if (model !== null) return ` (${quoted(model)})`;
  return kind.startsWith('ai-') ? ' (no model named)' : '';
}

function nameOf(issuer: string | null): string {
  return issuer === null ? 'a signer without a name' : quoted(issuer);
}

function standing(trusted: boolean, trust: Found<'trust'> | undefined): string {
  if (!trust?.trusted) {
    return trust?.development
      ? 'a signer with a development certificate, on no trust list'
      : 'a signer on no trust list';
  }
  const who = trust.development
    ? 'trusted here through a development certificate'
    : 'a trusted signer';
  return trusted ? who : `${who}, but an identity or an ingredient in it is not on a trust list`;
}

function named(issuer: string | null, trust: Found<'trust'> | undefined): string {
  return trust?.trusted || issuer === null
    ? nameOf(issuer)
    : `somebody calling themselves ${nameOf(issuer)}`;
}
