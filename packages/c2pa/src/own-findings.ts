import type { Asset } from './asset.ts';
import { certificateChain } from './certificate-chain.ts';
import { checkExclusions, type ExclusionFindings } from './exclusions.ts';
import { type EngineReader, storeOf } from './reader.ts';
import type { CredentialReport, Status } from './report.ts';
import { isTrustedSigner } from './signer-trust.ts';
import { makeStatus, stateOf } from './status.ts';
import { type Trust, trustListsOf } from './trust.ts';

const ADDITIONAL = /\.additionalExclusionsPresent$/;

/** A history longer than this is no update of anything. */
const DEEPEST = 16;

/**
 * A report that would be Valid or Trusted, held against what the engine does not look at: what the
 * hard binding leaves out, and which list vouches for the signer.
 */
export async function withOwnFindings(
  report: CredentialReport,
  reader: EngineReader,
  asset: Asset,
  trust: Trust | undefined,
): Promise<CredentialReport> {
  const { activeManifest } = report;
  if (report.state === 'Invalid' || activeManifest === null) return report;
  const store = await storeOf(reader, activeManifest);
  const exclusions = await bindingFindings(report, store, asset);
  const untrusted = await signerFindings(report, store, trust);
  const statuses = {
    success:
      untrusted.length === 0
        ? report.success
        : report.success.filter(({ code }) => code !== 'signingCredential.trusted'),
    informational: [
      ...report.informational.filter(({ code }) => exclusions === null || !ADDITIONAL.test(code)),
      ...(exclusions?.informational ?? []),
    ],
    failure: [...report.failure, ...(exclusions?.failure ?? []), ...untrusted],
    ingredientFailures: report.ingredientFailures,
  };
  return { ...report, ...statuses, state: stateOf(statuses, report.state) };
}

/** Null: no hash that is looked at here. An update manifest is bound by the one it updates. */
async function bindingFindings(
  report: CredentialReport,
  store: Buffer,
  asset: Asset,
): Promise<ExclusionFindings | null> {
  if (asset.mediaType === 'application/c2pa') return null;
  const byLabel = new Map(report.manifests.map((manifest) => [manifest.label, manifest]));
  let label = report.activeManifest;
  for (let depth = 0; label !== null && depth < DEEPEST; depth++) {
    try {
      const findings = await checkExclusions(asset, store, label, {
        embedded: report.embedded,
        isUpdated: depth > 0,
      });
      if (findings !== null) return findings;
    } catch {
      const code = 'assertion.dataHash.malformed';
      return {
        failure: [makeStatus(code, null, 'what the hash leaves out cannot be read')],
        informational: [],
      };
    }
    const parent = byLabel
      .get(label)
      ?.ingredients.find(({ relationship }) => relationship === 'parentOf');
    label = parent?.activeManifest ?? null;
  }
  return null;
}

async function signerFindings(
  report: CredentialReport,
  store: Buffer,
  trust: Trust | undefined,
): Promise<Status[]> {
  const lists = trust && trustListsOf(trust);
  const anchors = lists?.signerAnchors;
  const trusted = report.success.some(({ code }) => code === 'signingCredential.trusted');
  if (!lists || !anchors || !trusted || report.activeManifest === null) return [];
  const chain = await certificateChain(store, report.activeManifest).catch(() => []);
  if (isTrustedSigner(chain, anchors, lists)) return [];
  const explanation = 'only an anchor for time-stamp authorities vouches for the signer';
  return [makeStatus('signingCredential.untrusted', null, explanation)];
}
