import type { BindingFindings } from '../binding/findings.ts';
import { isNotYetValidAt, isSigningCertificate } from '../certificate/rules.ts';
import { checkManifest } from '../report/checks.ts';
import { describeManifest } from '../report/manifest.ts';
import type { CredentialReport } from '../report/report.ts';
import { stateOf } from '../report/status.ts';
import { readSigned, type SignedManifest, type SignedStore } from '../store/signed.ts';
import { makeStatus, type Status, StoreError } from '../store/status.ts';
import { manifestUri } from '../store/uri.ts';
import { type Trust, type TrustLists, trustListsOf } from '../trust/lists.ts';
import { revocationStatus, stapledRevocation } from '../trust/revocation.ts';
import { judgeSigner } from '../trust/signer.ts';
import { laterStamps, timeOfSigning } from '../trust/time-of-signing.ts';
import type { TimeStampFinding } from '../trust/time-stamp.ts';

/** Looks at a manifest's hash; null if it has none. `isUpdated`: update manifests came after it. */
export type BindingCheck = (manifest: SignedManifest, isUpdated: boolean) => BindingFindings | null;

/** What the engine says of the signer and of time is not taken over: all of it is looked at here. */
const REPLACED =
  /^(timeStamp|timeOfSigning|claimSignature)\.|^signingCredential\.(trusted|untrusted|expired|ocsp\.notRevoked)$/;

/**
 * A report held against what was signed. What the engine says stays where it is a finding against the
 * credential; who signed, when, what, and over which bytes is read and checked here, and manifests are
 * described from nothing but what is under a hash that was computed here.
 *
 * @param store The store that the engine has validated.
 * @param checkBinding Null for a store without content.
 * @param judgedAt Undefined: now.
 */
export function withOwnFindings(
  report: CredentialReport,
  store: Uint8Array,
  checkBinding: BindingCheck | null,
  trust: Trust | undefined,
  judgedAt: Date | undefined,
): CredentialReport {
  let signed: SignedStore;
  try {
    signed = readSigned(store);
  } catch (error) {
    return unreadable(report, error);
  }
  const { active, manifests } = signed;
  const lists = trust === undefined ? null : trustListsOf(trust);
  const later = laterStamps(manifests.values());
  const tsaAnchors = lists?.tsaAnchors ?? [];
  const stampOf = (manifest: SignedManifest) => timeOfSigning(manifest, later, tsaAnchors);
  const stamp = stampOf(active);
  const failuresOf = (label: string) => manifests.get(label)?.failure ?? [];
  const described = [...manifests.values()].map((manifest, i) => {
    const its = i === 0 ? stamp : i < MOST_STAMPED ? stampOf(manifest) : null;
    return describeManifest(manifest, its, failuresOf, judgedAt ?? new Date(), tsaAnchors);
  });
  const signer = signerFindings(active, stamp, lists, judgedAt ?? new Date());
  const bound = checkBinding === null ? {} : bindingFindings(signed, checkBinding);
  const found = [
    ownFindings(active),
    signer.findings,
    bound,
    { failure: checkManifest(described[0]!) },
  ];
  const replaced = found.flatMap(({ replaces = [] }: Partial<BindingFindings>) => replaces);
  const kept = (statuses: readonly Status[]) =>
    statuses.filter(({ code }) => !REPLACED.test(code) && !replaced.includes(code));
  const all = (kind: 'success' | 'informational' | 'failure') =>
    distinct([
      ...kept(report[kind]),
      ...found.flatMap((findings: Partial<BindingFindings>) => findings[kind] ?? []),
    ]);
  const statuses = {
    success: all('success'),
    informational: all('informational'),
    failure: all('failure'),
    ingredientFailures: distinct([...report.ingredientFailures, ...newFailures(signed)]),
  };
  if (active.label !== report.activeManifest) {
    const why = 'the engine has looked at another manifest';
    statuses.failure.push(makeStatus('general.error', manifestUri(active.label), why));
  }
  return {
    ...report,
    ...statuses,
    state: stateOf(statuses),
    manifests: described,
    onOlderList: signer.onOlderList,
    notYetValid: signer.notYetValid,
    leftOut: bound.leftOut ?? [],
    moved: bound.moved ?? null,
  };
}

/** What is found of the signature and the assertions of any manifest of a store, bindings left out. */
export function findingsOf(
  manifest: SignedManifest,
  stamp: TimeStampFinding | null,
  lists: TrustLists | null,
  judgedAt: Date,
): Pick<BindingFindings, 'success' | 'informational' | 'failure'> {
  const own = ownFindings(manifest);
  const { findings } = signerFindings(manifest, stamp, lists, judgedAt);
  return {
    success: distinct([...own.success, ...findings.success]),
    informational: findings.informational,
    failure: distinct([...own.failure, ...findings.failure]),
  };
}

/** A store whose claim cannot be read says nothing: what the engine makes of it does not count. */
function unreadable(report: CredentialReport, error: unknown): CredentialReport {
  const code = error instanceof StoreError ? error.status : 'manifest.inaccessible.malformed';
  const why = 'what was signed cannot be read';
  const failure = distinct([...report.failure, makeStatus(code, null, why)]);
  return { ...report, failure, state: 'Invalid', manifests: [] };
}

function ownFindings({ label, signature, success, failure }: SignedManifest) {
  const url = `${manifestUri(label)}/c2pa.signature`;
  const holds = signature?.holds
    ? [makeStatus('claimSignature.validated', url, 'it is over this claim')]
    : [];
  return { success: [...holds, ...success], failure };
}

/** Whose signature it is: at the time that a trusted authority vouches for, or else at the given one. */
function signerFindings(
  { label, signature }: SignedManifest,
  stamp: TimeStampFinding | null,
  lists: TrustLists | null,
  judgedAt: Date,
): {
  findings: { success: Status[]; informational: Status[]; failure: Status[] };
  onOlderList: boolean;
  notYetValid: boolean;
} {
  const url = `${manifestUri(label)}/c2pa.signature`;
  const success: Status[] = [];
  const informational: Status[] = [];
  const failure: Status[] = [];
  if (stamp?.outcome === 'trusted' || stamp?.outcome === 'untrusted') {
    success.push(makeStatus('timeStamp.validated', url, 'it is over this signature'));
  }
  if (stamp?.outcome === 'trusted') {
    success.push(makeStatus('timeStamp.trusted', url, 'its authority is on a list'));
  } else if (stamp !== null) {
    const why = 'it moves no date: its authority is on no list, or it is not over this signature';
    informational.push(makeStatus(`timeStamp.${stamp.outcome}`, url, why));
  }
  if (signature === null) {
    const findings = { success, informational, failure };
    return { findings, onOlderList: false, notYetValid: false };
  }
  const at = stamp?.outcome === 'trusted' ? stamp.time : judgedAt;
  const { outcome, path } = judgeSigner(signature.certificates, lists, at);
  const stapled = path && stapledRevocation(signature, path, at);
  if (stapled) {
    const [kind, status] = revocationStatus(stapled, at, url);
    ({ success, informational, failure })[kind].push(status);
  }
  if (outcome === 'expired') {
    const why =
      'the certificate was not valid at the time of signing that is proved, or is not now';
    failure.push(makeStatus('signingCredential.expired', url, why));
  } else {
    success.push(makeStatus('claimSignature.insideValidity', url, 'the certificate was valid'));
  }
  if (!isSigningCertificate(signature.certificates[0])) {
    failure.push(makeStatus('signingCredential.invalid', url, 'it is none to sign claims with'));
  }
  if (outcome === 'trusted') {
    success.push(makeStatus('signingCredential.trusted', url, 'its chain ends on a list'));
  } else {
    const why =
      outcome === 'older'
        ? 'its chain ends on an older list alone'
        : 'no list vouches for the signer';
    failure.push(makeStatus('signingCredential.untrusted', url, why));
  }
  return {
    findings: { success, informational, failure },
    onOlderList: outcome === 'older',
    notYetValid: isNotYetValidAt(signature.certificates[0], at),
  };
}

/** Nearest to the active manifest: each of their time stamps takes as long as dozens of signatures. */
export const MOST_STAMPED = 16;

/** A history longer than this is no update of anything. */
const DEEPEST = 16;

/** An update manifest has no hash of its own and is bound by that of the one it updates. */
function bindingFindings(
  { active, manifests }: SignedStore,
  checkBinding: BindingCheck,
): Partial<BindingFindings> {
  let manifest: SignedManifest | undefined = active;
  for (let depth = 0; manifest !== undefined && depth < DEEPEST; depth++) {
    try {
      const findings = checkBinding(manifest, depth > 0);
      if (findings !== null) return findings;
    } catch {
      const code = 'assertion.dataHash.malformed';
      return { failure: [makeStatus(code, null, 'what the hash leaves out cannot be read')] };
    }
    if (!manifest.isUpdate) break;
    const parent = manifest.ingredients.find(({ relationship }) => relationship === 'parentOf');
    manifest = manifests.get(parent?.activeManifest ?? '');
  }
  const code = 'claim.hardBindings.missing';
  return { failure: [makeStatus(code, manifestUri(active.label), 'nothing binds it to content')] };
}

/** What failed below the active manifest and was not there when the ingredient was added. */
function newFailures({ manifests }: SignedStore): Status[] {
  return [...manifests.values()].flatMap(({ ingredients }) =>
    ingredients.flatMap(({ activeManifest, mismatch, recorded }) => {
      const found = manifests.get(activeManifest ?? '')?.failure ?? [];
      const isKnown = (status: Status) => recorded.some((known) => isSame(known, status));
      // The hash was taken when it was added: a manifest that is another one now was not so then.
      return [...(mismatch ? [mismatch] : []), ...found.filter((status) => !isKnown(status))];
    }),
  );
}

/** Of the same box: writers name it from the store on, or from the manifest on, or not at all. */
function isSame(recorded: Status, { code, url }: Status): boolean {
  const label = (url: string | null) => url?.split('/').at(-1);
  return recorded.code === code && (recorded.url === null || label(recorded.url) === label(url));
}

/** The engine and we may have found the same. */
function distinct(statuses: readonly Status[]): Status[] {
  const known = new Set<string>();
  return statuses.filter(({ code, url }) => {
    const key = `${code} ${url}`;
    return !known.has(key) && known.add(key);
  });
}
