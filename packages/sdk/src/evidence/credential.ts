import type { CredentialPart } from '@provenance/c2pa';
import type { Report } from '../claims/credential.ts';
import { binding, failures, isOther, warnings } from './binding.ts';
import { STORE } from './codes.ts';
import type { Evidence, ManifestEvidence, PartEvidence } from './evidence.ts';
import { action, ingredient, origin, usage } from './history.ts';
import { quoted } from './plain-text.ts';
import { linesText } from './shown.ts';
import { signature, time, trust } from './signer.ts';
import { softBindings } from './soft-binding.ts';
import { reasonMeaning } from './status-meaning.ts';

const LONGEST_URL = 200;

/**
 * A credential report taken apart into findings, in the order a person would ask for them. `problem`
 * says why nothing could be read, where the caller knows it better than the report.
 */
export function manifestEvidence(report: Report, problem?: string): Evidence[] {
  const [active] = report.manifests;
  const evidence: Evidence[] = [presence(report, problem), ...report.parts.map(part)];
  if (active === undefined || report.activeManifest === null) {
    return [...evidence, ...failures(report, () => true)];
  }
  const signed = signature(report, active);
  const holds = signed.some((entry) => entry.holds);
  evidence.push(...signed, ...trust(report, active, holds), ...binding(report, holds));
  evidence.push(...time(active), ...origin(report), ...usage(active));
  evidence.push(...active.actions.map(action));
  evidence.push(...active.ingredients.map(ingredient), ...softBindings(report));
  evidence.push(...failures(report, isOther), ...warnings(report));
  return evidence;
}

function part({ start, length, lines, report }: CredentialPart): PartEvidence {
  const evidence = manifestEvidence(report);
  const statement = `${linesText(lines)} of the text (bytes ${start} to ${start + length}) are what a content credential there was made for.`;
  const base = { source: 'c2pa', finding: 'part', weight: 'neutral', codes: [] } as const;
  return { ...base, strength: 'cryptographic', statement, lines, evidence };
}

function presence(report: Report, problem: string | undefined): ManifestEvidence {
  const { state, reason, mediaType, remoteUrl } = report;
  const alone = mediaType === STORE;
  const base = { source: 'c2pa', finding: 'manifest', state, reason, alone, codes: [] } as const;
  const neutral = { ...base, weight: 'neutral', strength: 'none' } as const;
  switch (state) {
    case 'NoManifest': {
      if (remoteUrl !== null) {
        const what = reason === null ? 'was not fetched' : 'could not be fetched';
        const statement = `The text says that its content credential lies at ${quoted(remoteUrl, LONGEST_URL)}, which ${what}.`;
        return { ...neutral, statement };
      }
      const why = reason === null ? '' : ` that counts (${reasonMeaning(reason)})`;
      return { ...neutral, statement: `There is no content credential in this file${why}.` };
    }
    case 'Remote': {
      const where = remoteUrl === null ? '' : ` at ${quoted(remoteUrl, LONGEST_URL)}`;
      const what =
        reason === null
          ? 'was not fetched'
          : `could not be fetched: ${quoted(reason, LONGEST_URL)}`;
      return {
        ...neutral,
        statement: `The file links to a content credential${where}, which ${what}.`,
      };
    }
    case 'Error': {
      const what = reasonMeaning(reason ?? 'unknown');
      return {
        ...neutral,
        statement: problem ?? `The file or its credential cannot be read: ${what}.`,
      };
    }
    case 'Invalid': {
      if (alone) {
        return { ...neutral, statement: 'The file is a manifest store without its content.' };
      }
      const statement = 'The content credential does not hold.';
      return { ...base, weight: 'against', strength: 'cryptographic', statement };
    }
    default: {
      const statement = report.embedded
        ? 'The file carries a content credential that holds.'
        : 'The content credential that was given for this file holds.';
      return { ...base, weight: 'for', strength: 'cryptographic', statement };
    }
  }
}
