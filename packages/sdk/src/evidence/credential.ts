import type { CredentialPart } from '@provenance/c2pa';
import { type Message, say, sayReason } from '@provenance/messages';
import {
  type CompromisedSigner,
  compromisedOf,
  withStolenIngredients,
} from '../claims/compromised.ts';
import { isHolding, type Report } from '../claims/credential.ts';
import { binding, failures, isOther, warnings } from './binding.ts';
import { STORE } from './codes.ts';
import type { Evidence, ManifestEvidence, PartEvidence } from './evidence.ts';
import { action, ingredient, origin, usage } from './history.ts';
import { identity } from './identity.ts';
import { differences } from './shown.ts';
import { signature, time, trust } from './signer.ts';
import { softBindings } from './soft-binding.ts';

/**
 * A credential report taken apart into findings, in the order a person would ask for them. `problem`
 * says why nothing could be read, where the caller knows it better than the report.
 */
export function manifestEvidence(
  given: Report,
  compromised: readonly CompromisedSigner[] = [],
  problem?: readonly Message[],
): Evidence[] {
  const report = withStolenIngredients(given, compromised);
  const [active] = report.manifests;
  const thief = active ? compromisedOf(active, compromised) : null;
  const isStolen = thief !== null && !thief.before;
  const evidence: Evidence[] = [
    presence(report, problem, isStolen),
    ...report.parts.map((each) => part(each, compromised)),
  ];
  if (active === undefined || report.activeManifest === null) {
    return [...evidence, ...failures(report, () => true)];
  }
  const signed = signature(report, active, thief);
  const holds = signed.some((entry) => entry.holds);
  evidence.push(...signed, ...trust(report, active, holds), ...binding(report, holds));
  evidence.push(...time(active), ...origin(report), ...usage(active));
  evidence.push(...active.identities.map(identity));
  evidence.push(...active.actions.map(action));
  evidence.push(...active.ingredients.map(ingredient), ...softBindings(report));
  evidence.push(...failures(report, isOther), ...warnings(report));
  return evidence;
}

function part(
  { start, length, lines, report, differs }: CredentialPart,
  compromised: readonly CompromisedSigner[],
): PartEvidence {
  const evidence = manifestEvidence(report, compromised);
  const [first, last] = lines;
  const where = { first, start, end: start + length };
  const says =
    differs.length > 0
      ? [say('verdict.reformatted', { differs: differences(differs) })]
      : first === last
        ? [say('evidence.part.line', where)]
        : [say('evidence.part.lines', { ...where, last })];
  const base = { source: 'c2pa', finding: 'part', weight: 'neutral', codes: [] } as const;
  return { ...base, strength: 'cryptographic', says, lines, differs, evidence };
}

/**
 * What C2PA counts as no manifest is still something: what names a store has one elsewhere, and what was meant as
 * one, or as several, could not be read. Only of a text in another encoding it is not known whether there is any.
 */
function standing({ state, reason, remoteUrl }: Report): Report['state'] {
  if (state !== 'NoManifest') return state;
  const isFetchable = reason === null || reason.startsWith('manifest.inaccessible.');
  if (remoteUrl !== null && isFetchable) return 'Remote';
  return reason === null || reason.startsWith('text.') ? 'NoManifest' : 'Error';
}

/** @param isStolen Whether its key may have been in other hands when it was signed. */
function presence(
  report: Report,
  problem: readonly Message[] | undefined,
  isStolen: boolean,
): ManifestEvidence {
  const { reason, mediaType } = report;
  const state = standing(report);
  const alone = mediaType === STORE;
  const base = { source: 'c2pa', finding: 'manifest', state, reason, alone, codes: [] } as const;
  const neutral = { ...base, weight: 'neutral', strength: 'none' } as const;
  switch (state) {
    case 'NoManifest':
      return { ...neutral, says: [absence(reason)] };
    case 'Remote':
      return { ...neutral, says: [elsewhere(report)] };
    case 'Error': {
      if (report.state === 'NoManifest') return { ...neutral, says: [absence(reason)] };
      const why = sayReason(reason ?? '');
      return { ...neutral, says: problem ?? [say('evidence.manifest.unreadable', { why })] };
    }
    case 'Invalid':
      return alone
        ? { ...neutral, says: [say('evidence.manifest.alone')] }
        : {
            ...base,
            weight: 'against',
            strength: 'cryptographic',
            says: [
              report.parts.some(({ report: part }) => isHolding(part))
                ? say('evidence.manifest.invalid.whole')
                : say('evidence.manifest.invalid'),
            ],
          };
    default: {
      if (isStolen) return { ...neutral, says: [say('evidence.manifest.stolen')] };
      const says = report.embedded
        ? say('evidence.manifest.holds')
        : say('evidence.manifest.given-holds');
      return { ...base, weight: 'for', strength: 'cryptographic', says: [says] };
    }
  }
}

function absence(reason: string | null): Message {
  return reason === null
    ? say('evidence.manifest.none')
    : say('evidence.manifest.none-that-counts', { why: sayReason(reason) });
}

function elsewhere({ state, reason, remoteUrl: url }: Report): Message {
  if (url === null) {
    return reason === null
      ? say('evidence.manifest.remote.unnamed')
      : say('evidence.manifest.remote.unnamed.failed', { why: sayReason(reason) });
  }
  // A file of another kind links to it, and C2PA counts that as a state of its own.
  if (state === 'NoManifest') {
    return reason === null
      ? say('evidence.manifest.text-remote', { url })
      : say('evidence.manifest.text-remote.failed', { url, why: sayReason(reason) });
  }
  return reason === null
    ? say('evidence.manifest.remote', { url })
    : say('evidence.manifest.remote.failed', { url, why: sayReason(reason) });
}
