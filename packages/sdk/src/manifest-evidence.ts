import type {
  ActionDescription,
  CredentialReport,
  IngredientDescription,
  ManifestDescription,
  SignerDescription,
  SoftwareDescription,
  Status,
} from '@provenance/c2pa';
import type { Evidence, ManifestEvidence, SignatureEvidence } from './evidence.ts';
import { originClaim } from './origin-claim.ts';
import { plainText, quoted } from './plain-text.ts';
import { sourceType } from './source-type.ts';
import { reasonMeaning, statusMeaning } from './status-meaning.ts';
import { usageStatement } from './usage-statement.ts';

const BINDING = /^assertion\.(dataHash|bmffHash|boxesHash|collectionHash|multiAssetHash)\./;
const SIGNATURE = /^(claimSignature\.|signingCredential\.(?!untrusted|trusted))/;
/** The media type of a manifest store by itself. */
const STORE = 'application/c2pa';
const LONGEST_URL = 200;
const UNCOVERED = /\.additionalExclusionsPresent$/;

/** What of a credential report is evidence: everything but which engine wrote it. */
type Report = Omit<CredentialReport, 'engine'>;

/**
 * A credential report taken apart into findings, in the order a person would ask for them. `problem`
 * says why nothing could be read, where the caller knows it better than the report.
 */
export function manifestEvidence(report: Report, problem?: string): Evidence[] {
  const [active] = report.manifests;
  const evidence: Evidence[] = [presence(report, problem)];
  if (active === undefined || report.activeManifest === null) {
    return [...evidence, ...failures(report, () => true)];
  }
  const signed = signature(report, active);
  const holds = signed.some((entry) => entry.holds);
  evidence.push(...signed, ...trust(report, active, holds), ...binding(report, holds));
  evidence.push(...time(active), ...origin(report), ...usage(active));
  evidence.push(...active.actions.map(action));
  evidence.push(...active.ingredients.map(ingredient));
  evidence.push(...failures(report, isOther), ...warnings(report));
  return evidence;
}

/** Who a certificate names, as a person would call them. Null where it names nobody. */
function signerName(signer: SignerDescription | null): string | null {
  return plainText(signer?.organization ?? signer?.commonName ?? '') || null;
}

function shownName(issuer: string | null): string {
  return issuer === null ? 'a signer without a name' : quoted(issuer);
}

function presence(report: Report, problem: string | undefined): ManifestEvidence {
  const { state, reason, mediaType, remoteUrl } = report;
  const alone = mediaType === STORE;
  const base = { source: 'c2pa', finding: 'manifest', state, reason, alone, codes: [] } as const;
  const neutral = { ...base, weight: 'neutral', strength: 'none' } as const;
  switch (state) {
    case 'NoManifest': {
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

function signature(report: Report, active: ManifestDescription): SignatureEvidence[] {
  const issuer = signerName(active.signer);
  const failed = codes(report.failure, SIGNATURE);
  const passed = codes(report.success, /^claimSignature\./);
  const base = { source: 'c2pa', finding: 'signature', issuer } as const;
  if (failed.length > 0) {
    return [
      {
        ...base,
        holds: false,
        weight: 'against',
        strength: 'cryptographic',
        statement: `The signature does not hold: ${meanings(failed)}.`,
        codes: failed,
      },
    ];
  }
  if (passed.length === 0) return [];
  return [
    {
      ...base,
      holds: true,
      weight: 'for',
      strength: 'cryptographic',
      statement: `Signed by ${shownName(issuer)}.`,
      codes: passed,
    },
  ];
}

function trust(report: Report, active: ManifestDescription, signed: boolean): Evidence[] {
  const listed = codes(report.success, /^signingCredential\.trusted$/);
  const unlisted = codes(report.failure, /^signingCredential\.untrusted$/);
  if (listed.length + unlisted.length === 0) return [];
  const development = active.signer?.development ?? false;
  const trusted = unlisted.length === 0;
  const base = { source: 'c2pa', finding: 'trust', trusted, development } as const;
  if (!trusted) {
    const statement =
      report.trustList === null
        ? 'No trust list was given, so no signer is trusted: anyone could have made this certificate.'
        : 'The signer is not on a trust list: anyone could have made this certificate.';
    const made = development ? ' It is a development certificate.' : '';
    return [
      {
        ...base,
        weight: 'neutral',
        strength: 'cryptographic',
        statement: `${statement}${made}`,
        codes: unlisted,
      },
    ];
  }
  if (!signed) {
    const statement =
      'The certificate is on a trust list, which counts for nothing without a signature that holds.';
    return [{ ...base, weight: 'neutral', strength: 'none', statement, codes: listed }];
  }
  const statement = development
    ? 'The signer is trusted through a development certificate, which proves nothing to others.'
    : 'The signer is on a trust list.';
  return [{ ...base, weight: 'for', strength: 'cryptographic', statement, codes: listed }];
}

function binding(report: Report, signed: boolean): Evidence[] {
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
    const statement = 'The hash is that of the content, which is not here.';
    return [{ ...base, weight: 'neutral', strength: 'none', statement }];
  }
  if (!signed) {
    const statement = `The content ${holds ? 'matches' : 'does not match'} the hash, which counts for nothing without a signature that holds.`;
    return [{ ...base, weight: holds ? 'neutral' : 'against', strength: 'none', statement }];
  }
  if (!holds) {
    const statement = `The content does not match its hash: ${meanings(failed)}.`;
    return [{ ...base, weight: 'against', strength: 'cryptographic', statement }];
  }
  const statement = warnings(report).length
    ? 'What the hash covers is as it was signed; parts of the file are not covered.'
    : 'The content is bit for bit what was signed.';
  return [{ ...base, weight: 'for', strength: 'cryptographic', statement }];
}

function time(active: ManifestDescription): Evidence[] {
  const { signedAt, timeStamped } = active;
  const said = active.actions.findLast(({ when }) => when !== null)?.when ?? null;
  const time = signedAt ?? said;
  if (time === null) return [];
  let statement = `At ${shownTime(time)}, says the signer; no time stamp vouches for it.`;
  if (signedAt !== null) {
    statement = timeStamped
      ? `Signed at ${shownTime(time)}: a trusted time-stamp authority vouches for it.`
      : `Signed at ${shownTime(time)}, says a time-stamp authority that is not trusted here.`;
  }
  return [
    {
      source: 'c2pa',
      finding: 'time',
      time: plainText(time),
      vouched: timeStamped,
      weight: timeStamped ? 'for' : 'neutral',
      strength: timeStamped ? 'cryptographic' : 'claimed',
      statement,
      codes: [],
    },
  ];
}

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

function shownTime(time: string): string {
  return RFC3339.test(time) ? time : quoted(time);
}

function origin(report: Report): Evidence[] {
  const claim = originClaim(report);
  if (claim === null) return [];
  const { kind, manifest, action } = claim;
  const model = kind.startsWith('ai-') ? modelOf(manifest, action) : null;
  const issuer = signerName(manifest.signer);
  const when = manifest.signedAt ?? action?.when ?? null;
  const what = {
    'ai-generated': 'it was generated by AI',
    'ai-edited': 'it was changed or partly made by AI',
    captured: 'it was captured by a device',
    other: 'it was made by other means than AI or a camera',
    unknown: 'nothing about how it was made',
  }[kind];
  return [
    {
      source: 'c2pa',
      finding: 'origin',
      kind,
      issuer,
      generator: software(manifest.claimGenerator),
      model,
      time: when === null ? null : plainText(when),
      weight: 'neutral',
      strength: 'claimed',
      statement: `The credential of ${shownName(issuer)} says ${what}${model ? ` (${quoted(model)})` : ''}.`,
      codes: [],
    },
  ];
}

/** An application that names itself as the agent of its action has not named a model. */
function modelOf(
  { claimGenerator, aiDisclosure }: ManifestDescription,
  action: ActionDescription | null,
): string | null {
  const agent = software(action?.softwareAgent ?? null);
  const itself =
    agent === software(claimGenerator) || agent === plainText(claimGenerator?.name ?? '');
  if (agent !== null && !itself) return agent;
  const disclosed = aiDisclosure?.modelName;
  return (typeof disclosed === 'string' && plainText(disclosed)) || null;
}

function usage({ trainingMining: uses }: ManifestDescription): Evidence[] {
  const statement = usageStatement(uses ?? {});
  if (uses === null || statement === null) return [];
  return [
    {
      source: 'c2pa',
      finding: 'usage',
      uses,
      weight: 'neutral',
      strength: 'claimed',
      statement,
      codes: [],
    },
  ];
}

/** The actions of C2PA 2.4 clause 18.15, which are shown as words; any other is a name of the file's. */
const ACTIONS = new Set(
  (
    'addedText adjustedColor changedSpeed color_adjustments converted copied created cropped deleted ' +
    'drawing dubbed edited edited.metadata enhanced filtered font.edited formatted managed opened ' +
    'orientation placed printed produced published redacted removed repackaged resized ' +
    'resized.proportional saved transcoded translated trimmed unknown version_updated watermarked ' +
    'watermarked.bound watermarked.unbound'
  )
    .split(' ')
    .map((name) => `c2pa.${name}`),
);

function action({ action, softwareAgent, digitalSourceType, when }: ActionDescription): Evidence {
  const agent = software(softwareAgent);
  const by = agent === null ? '' : ` with ${quoted(agent)}`;
  const at = when === null ? '' : ` at ${shownTime(when)}`;
  const source = digitalSourceType?.replace(/\/+$/, '').split('/').at(-1);
  const of = source ? ` (${sourceType(digitalSourceType)?.term ?? quoted(source)})` : '';
  return {
    source: 'c2pa',
    finding: 'action',
    action: plainText(action),
    weight: 'neutral',
    strength: 'claimed',
    statement: `${actionWords(action)}${by}${of}${at}.`,
    codes: [],
  };
}

function actionWords(action: string): string {
  if (!ACTIONS.has(action)) return `The action ${quoted(action)}`;
  const words = action
    .slice('c2pa.'.length)
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replace(/[._]/g, ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

const RELATIONSHIPS: ReadonlyMap<string | null, string> = new Map([
  ['parentOf', 'Made from'],
  ['componentOf', 'Contains'],
  ['inputTo', 'Made with the input'],
]);

function ingredient({
  relationship,
  failures,
  title,
  activeManifest,
}: IngredientDescription): Evidence {
  const how = RELATIONSHIPS.get(relationship) ?? 'Made with';
  const what = title?.trim() ? quoted(title) : 'a file without a title';
  const failed = unique(failures.map(({ code }) => code));
  const signed = activeManifest !== null;
  // An ingredient of unknown provenance, and one by a signer nobody knows, did not fail.
  const doubts = failed.filter((code) => code !== 'signingCredential.untrusted');
  const holds = doubts.length > 0 ? false : signed ? true : null;
  let credential = 'which has no credential';
  if (signed) credential = 'whose credential holds';
  if (failed.length > 0) credential = `whose credential did not check out: ${meanings(failed)}`;
  if (holds && failed.length > 0) credential = 'whose signer is not on a trust list';
  return {
    source: 'c2pa',
    finding: 'ingredient',
    relationship,
    holds,
    weight: holds === false ? 'against' : 'neutral',
    strength: holds === null ? 'claimed' : 'cryptographic',
    statement: `${how} ${what}, ${credential}.`,
    codes: failed,
  };
}

function isOther(code: string): boolean {
  return !BINDING.test(code) && !SIGNATURE.test(code) && code !== 'signingCredential.untrusted';
}

function failures(report: Report, select: (code: string) => boolean): Evidence[] {
  return unique(report.failure.map(({ code }) => code).filter(select)).map((code) => ({
    source: 'c2pa',
    finding: 'failure',
    weight: 'against',
    strength: 'cryptographic',
    statement: `A check failed: ${statusMeaning(code)}.`,
    codes: [code],
  }));
}

function warnings(report: Report): Evidence[] {
  return codes(report.informational, UNCOVERED).map((code) => ({
    source: 'c2pa',
    finding: 'warning',
    weight: 'neutral',
    strength: 'cryptographic',
    statement: 'The signer left parts of the file out of the hash: changes there go unnoticed.',
    codes: [code],
  }));
}

function software(software: SoftwareDescription | null): string | null {
  if (software === null) return null;
  return plainText(software.version ? `${software.name} ${software.version}` : software.name);
}

function meanings(codes: readonly string[]): string {
  return unique(codes.map(statusMeaning)).join('; ');
}

function codes(statuses: readonly Status[], pattern: RegExp): string[] {
  return unique(statuses.map(({ code }) => code).filter((code) => pattern.test(code)));
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
