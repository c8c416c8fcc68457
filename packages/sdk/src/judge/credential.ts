import { type Message, say, sayReason } from '@provenance/messages';
import type { Evidence, OriginEvidence } from '../evidence/evidence.ts';
import { movedSays, WHAT, who } from '../evidence/shown.ts';
import { intactParts, partsSay, reformatted } from './part.ts';
import { UNKNOWN_ORIGIN, type Verdict } from './verdict.ts';

type Found<F extends Evidence['finding']> = Extract<Evidence, { finding: F }>;

const NOTHING = {
  origin: UNKNOWN_ORIGIN,
  integrity: 'unverifiable',
  trust: 'none',
  assurance: 'none',
  checked: [],
  unchecked: [],
  conflicts: [],
} as const;

/** The verdict on the credential alone. */
export function judgeCredential(
  evidence: readonly Evidence[],
  judge: (evidence: readonly Evidence[]) => Verdict,
): Verdict {
  const find = finder(evidence);
  const manifest = find('manifest');
  const signature = find('signature');
  const parts = intactParts(evidence, judge);
  const saved = reformatted(parts);
  if (saved !== null) return saved;
  if (parts.length > 0) return { ...NOTHING, says: partsSay(parts) };

  switch (manifest?.state) {
    case undefined:
    case 'NoManifest':
      return { ...NOTHING, says: nothingFound(evidence) };
    case 'Remote': {
      const { reason } = manifest;
      const remote =
        reason === null
          ? say('verdict.remote')
          : say('verdict.remote.failed', { why: sayReason(reason) });
      return { ...NOTHING, says: [remote] };
    }
    case 'Error':
      return { ...NOTHING, says: [say('verdict.not-checked'), ...manifest.says] };
  }
  // The hash in a store is that of content, which a store by itself is not.
  if (manifest?.alone && signature?.holds !== false) {
    return { ...NOTHING, says: [say('verdict.store-alone')] };
  }
  if (manifest?.state === 'Invalid') return judgeInvalid(evidence);

  // A state is the engine's summary: what it sums up has to be there.
  if (signature?.compromised && !signature.holds) {
    const { since } = signature.compromised;
    return {
      ...NOTHING,
      says: [say('verdict.key-compromised', { who: who(signature.issuer), since })],
    };
  }
  if (!signature?.holds) return { ...NOTHING, says: [say('verdict.unsigned')] };
  const origin = find('origin');
  const trusted = isTrusted(evidence);
  const bound = find('binding')?.holds === true;
  const left = evidence.filter((entry) => entry.finding === 'warning');
  const open = openIn(left);
  const uncovered = open === 'display' || open === 'unknown';
  const failed = evidence.some((entry) => entry.finding === 'ingredient' && entry.holds === false);
  const content = bound ? say(CONTENT[open]) : say('content.unbound');
  const signed = say('verdict.signed', { said: claimOf(evidence, trusted), content });
  return {
    ...NOTHING,
    origin: origin ? { ...pick(origin) } : UNKNOWN_ORIGIN,
    integrity: bound && !uncovered ? 'intact' : 'unverifiable',
    trust: trusted ? 'trusted' : isOlder(evidence) ? 'older' : 'untrusted',
    assurance: 'cryptographic',
    says: failed ? [signed, say('verdict.ingredient-doubt')] : [signed],
  };
}

const CONTENT = {
  nothing: 'content.unchanged',
  metadata: 'content.metadata-open',
  display: 'content.display-open',
  unknown: 'content.partly-covered',
} as const;

/** The worst of what the hash leaves open to changes. What is not said to be harmless may be content. */
function openIn(left: readonly Found<'warning'>[]): keyof typeof CONTENT {
  if (left.length === 0) return 'nothing';
  if (left.every(({ uncovered }) => uncovered === 'metadata')) return 'metadata';
  const isDisplay = left.every(
    ({ uncovered }) => uncovered === 'metadata' || uncovered === 'display',
  );
  return isDisplay ? 'display' : 'unknown';
}

/** What the signer says, and who that is, as a clause. */
export function claimOf(evidence: readonly Evidence[], trusted: boolean): Message {
  const find = finder(evidence);
  const origin = find('origin');
  const issuer = find('signature')?.issuer ?? null;
  const standing = standingOf(trusted, find('trust'));
  const signed = { who: who(issuer), standing };
  if (!origin || origin.kind === 'unknown') return say('said.signed.silent', signed);
  const what = whatOf(origin.kind, origin.model);
  // An edit by one signer of what another one made: each says their own.
  return origin.issuer !== null && origin.issuer !== issuer
    ? say('said.signed.other', { ...signed, what, issuer: who(origin.issuer) })
    : say('said.signed', { ...signed, what });
}

function finder(evidence: readonly Evidence[]) {
  return <F extends Evidence['finding']>(finding: F): Found<F> | undefined =>
    evidence.find((entry): entry is Found<F> => entry.finding === finding);
}

function isTrusted(evidence: readonly Evidence[]): boolean {
  const find = finder(evidence);
  return find('manifest')?.state === 'Trusted' && find('trust')?.trusted === true;
}

/** Somebody vouched for that name once, and nobody keeps the list up. */
function isOlder(evidence: readonly Evidence[]): boolean {
  return finder(evidence)('trust')?.older === true;
}

/** That nothing was found is said only where all was looked at. */
function nothingFound(evidence: readonly Evidence[]): Message[] {
  const unseen = evidence.find(
    (entry) =>
      (entry.finding === 'manifest' && entry.reason?.startsWith('text.')) ||
      entry.finding === 'label-gap' ||
      (entry.finding === 'text-watermark' && !entry.notLooked && UNTOLD.has(entry.found)) ||
      ((entry.finding === 'watermark' || entry.finding === 'record') && entry.unseen),
  );
  return unseen === undefined
    ? [say('verdict.nothing')]
    : [say('verdict.not-all-seen'), ...unseen.says];
}

/** A text of which nobody can say whether a mark is in it. */
const UNTOLD: ReadonlySet<string> = new Set(['too-short', 'too-predictable', 'not-looked']);

function judgeInvalid(evidence: readonly Evidence[]): Verdict {
  const find = finder(evidence);
  const signature = find('signature');
  const binding = find('binding');
  const trust = find('trust');
  // A hash under a signature that holds is a proof of change; under any other it is hearsay.
  if (signature?.holds) {
    const altered = { ...NOTHING, integrity: 'altered', assurance: 'cryptographic' } as const;
    const signer = calledSo(signature.issuer, trust);
    const development = trust?.development ?? false;
    if (binding?.holds === false && binding.codes.some((code) => CHANGED.test(code))) {
      const says = development
        ? say('verdict.altered.development', { signer })
        : say('verdict.altered', { signer });
      return { ...altered, says: [says, ...movedSays(binding.moved ?? null)] };
    }
    if (evidence.some(isChangedAssertion)) {
      const says = development
        ? say('verdict.credential-altered.development', { signer })
        : say('verdict.credential-altered', { signer });
      return { ...altered, says: [says] };
    }
  }
  const reason = evidence.find(
    ({ weight, finding }) => weight === 'against' && finding !== 'manifest',
  );
  return { ...NOTHING, says: [say('verdict.invalid'), ...(reason?.says ?? [])] };
}

/** Of the codes of hard bindings: the content differs. The others say that the hash is no good. */
const CHANGED = /\.(mismatch|unknownBox|incorrectFileCount|missingPart)$/;

function isChangedAssertion({ finding, codes }: Evidence): boolean {
  return finding === 'failure' && codes.includes('assertion.hashedURI.mismatch');
}

function pick({ kind, issuer, generator, model, time }: OriginEvidence): Verdict['origin'] {
  return { kind, issuer, generator, model, time };
}

function whatOf(kind: keyof typeof WHAT, model: string | null): Message {
  const what = say(WHAT[kind]);
  if (model !== null) return say('what.with-model', { what, model });
  return kind.startsWith('ai-') ? say('what.no-model', { what }) : what;
}

function standingOf(trusted: boolean, trust: Found<'trust'> | undefined): Message {
  if (!trust?.trusted) {
    if (trust?.older) return say('standing.older');
    return trust?.development ? say('standing.untrusted.development') : say('standing.untrusted');
  }
  const standing = trust.development
    ? say('standing.trusted.development')
    : say('standing.trusted');
  return trusted ? standing : say('standing.trusted-but', { standing });
}

/** What anybody can write into a certificate of their own is what they call themselves. */
function calledSo(issuer: string | null, trust: Found<'trust'> | undefined): Message {
  return trust?.trusted || trust?.older || issuer === null
    ? who(issuer)
    : say('who.calling-themselves', { name: issuer });
}
