import type {
  ActionDescription,
  CredentialReport,
  IngredientDescription,
  ManifestDescription,
  SignerDescription,
  SoftwareDescription,
  Status,
} from '@provenance/c2pa';
import type { Evidence, ManifestEvidence } from './evidence.ts';
import { originClaim } from './origin-claim.ts';
import { plainText } from './plain-text.ts';
import { reasonMeaning, statusMeaning } from './status-meaning.ts';

const BINDING = /^assertion\.(dataHash|bmffHash|boxesHash|collectionHash|multiAssetHash)\./;
const SIGNATURE = /^(claimSignature\.|signingCredential\.(?!untrusted|trusted))/;
const UNCOVERED = /\.additionalExclusionsPresent$/;

/** What of a credential report is evidence: everything but which engine wrote it. */
type Report = Omit<CredentialReport, 'engine'>;

/** A credential report taken apart into findings, in the order a person would ask for them. */
export function manifestEvidence(report: Report): Evidence[] {
  const [active] = report.manifests;
  const evidence: Evidence[] = [presence(report)];
  if (active === undefined || report.activeManifest === null) {
    return [...evidence, ...failures(report, () => true)];
  }
  evidence.push(...signature(report, active), ...trust(report, active), ...binding(report));
  evidence.push(...time(active), ...origin(report));
  evidence.push(...active.actions.map(action));
  evidence.push(...active.ingredients.map(ingredient));
  evidence.push(...failures(report, isOther), ...warnings(report));
  return evidence;
}

/** Who a certificate names, as a person would call them. Null where there is no certificate. */
export function signerName(signer: SignerDescription | null): string | null {
  const name = signer?.organization ?? signer?.commonName ?? null;
  return name === null ? null : plainText(name) || 'a signer without a name';
}

function presence(report: Report): ManifestEvidence {
  const { state, reason } = report;
  const base = { source: 'c2pa', finding: 'manifest', state, reason, codes: [] } as const;
  switch (state) {
    case 'NoManifest': {
      const why = reason === null ? '' : ` that counts (${plainText(reasonMeaning(reason))})`;
      const statement = `There is no content credential in this file${why}.`;
      return { ...base, weight: 'neutral', strength: 'none', statement };
    }
    case 'Remote': {
      const statement = 'The file links to a content credential, which was not fetched.';
      return { ...base, weight: 'neutral', strength: 'none', statement };
    }
    case 'Error': {
      const statement = `The file or its credential cannot be read: ${plainText(reasonMeaning(reason ?? 'unknown'))}.`;
      return { ...base, weight: 'neutral', strength: 'none', statement };
    }
    case 'Invalid': {
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

function signature(report: Report, active: ManifestDescription): Evidence[] {
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
      statement: `Signed by ${issuer ?? 'a signer without a name'}.`,
      codes: passed,
    },
  ];
}

function trust(report: Report, active: ManifestDescription): Evidence[] {
  const trusted = codes(report.success, /^signingCredential\.trusted$/);
  const untrusted = codes(report.failure, /^signingCredential\.untrusted$/);
  if (trusted.length + untrusted.length === 0) return [];
  const development = active.signer?.development ?? false;
  const isTrusted = untrusted.length === 0;
  let statement = 'The signer is not on a trust list: anyone could have made this certificate.';
  if (report.trustList === null) statement = 'No trust list was given, so no signer is trusted.';
  if (isTrusted) {
    statement = development
      ? 'The signer is trusted through a development certificate, which proves nothing to others.'
      : 'The signer is on a trust list.';
  }
  return [
    {
      source: 'c2pa',
      finding: 'trust',
      trusted: isTrusted,
      development,
      weight: isTrusted ? 'for' : 'neutral',
      strength: 'cryptographic',
      statement,
      codes: isTrusted ? trusted : untrusted,
    },
  ];
}

function binding(report: Report): Evidence[] {
  const failed = codes(report.failure, BINDING);
  const passed = codes(report.success, BINDING);
  if (failed.length + passed.length === 0) return [];
  const holds = failed.length === 0;
  return [
    {
      source: 'c2pa',
      finding: 'binding',
      holds,
      weight: holds ? 'for' : 'against',
      strength: 'cryptographic',
      statement: holds
        ? 'The content is bit for bit what was signed.'
        : `The content was changed after it was signed: ${meanings(failed)}.`,
      codes: holds ? passed : failed,
    },
  ];
}

function time(active: ManifestDescription): Evidence[] {
  const { signedAt, timeStamped } = active;
  const said = active.actions.findLast(({ when }) => when !== null)?.when ?? null;
  const time = signedAt ?? said;
  if (time === null) return [];
  let statement = `At ${plainText(time)}, says the signer; no time stamp vouches for it.`;
  if (signedAt !== null) {
    statement = timeStamped
      ? `Signed at ${plainText(time)}: a trusted time-stamp authority vouches for it.`
      : `Signed at ${plainText(time)}, says a time-stamp authority that is not trusted here.`;
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

function origin(report: Report): Evidence[] {
  const claim = originClaim(report);
  if (claim === null) return [];
  const { kind, manifest, action } = claim;
  const disclosed = manifest.aiDisclosure?.modelName;
  const model = kind.startsWith('ai-')
    ? (software(action?.softwareAgent ?? null) ??
      (typeof disclosed === 'string' ? plainText(disclosed) : null))
    : null;
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
      statement: `The credential of ${issuer ?? 'a signer without a name'} says ${what}${model ? ` (${model})` : ''}.`,
      codes: [],
    },
  ];
}

function action(action: ActionDescription): Evidence {
  const agent = software(action.softwareAgent);
  const by = agent === null ? '' : ` with ${agent}`;
  const when = action.when === null ? '' : ` at ${plainText(action.when)}`;
  const source = action.digitalSourceType?.split('/').at(-1);
  const of = source ? ` (${plainText(source)})` : '';
  const name = plainText(action.action);
  const words = name.replace(/^c2pa\./, '').replace(/[._]/g, ' ');
  return {
    source: 'c2pa',
    finding: 'action',
    action: name,
    weight: 'neutral',
    strength: 'claimed',
    statement: `${words.charAt(0).toUpperCase()}${words.slice(1)}${by}${of}${when}.`,
    codes: [],
  };
}

const RELATIONSHIPS: Readonly<Record<string, string>> = {
  parentOf: 'Made from',
  componentOf: 'Contains',
  inputTo: 'Made with the input',
};

function ingredient(ingredient: IngredientDescription): Evidence {
  const { relationship, failures } = ingredient;
  const title = plainText(ingredient.title ?? '') || 'a file without a title';
  const how = RELATIONSHIPS[relationship ?? ''] ?? 'Made with';
  const failed = unique(failures.map(({ code }) => code));
  const signed = ingredient.activeManifest !== null;
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
    statement: `${how} ${title}, ${credential}.`,
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
