import type { Certificate } from '@provenance/cose';
import { decodeCbor } from '@provenance/cose/cbor';
import { parseSign1 } from '@provenance/cose/sign1';
import type { BindingFindings } from '../binding/file.ts';
import { type EngineReader, storeOf } from '../engine/reader.ts';
import type { CredentialReport, Status } from '../report/report.ts';
import { makeStatus, stateOf } from '../report/status.ts';
import { certificateChain } from '../store/certificates.ts';
import { signatureOf } from '../store/store.ts';
import { type Trust, trustListsOf } from '../trust/lists.ts';
import { isTrustedSigner } from '../trust/signer.ts';

/** A history longer than this is no update of anything. */
const DEEPEST = 16;

/** Looks at a manifest's hash; null if it has none. `isUpdated`: update manifests came after it. */
export type BindingCheck = (
  store: Buffer,
  manifest: string,
  isUpdated: boolean,
) => Promise<BindingFindings | null>;

/**
 * A report held against what the engine does not look at: what the hard binding leaves out, and which
 * list vouches for the signer.
 */
export async function withOwnFindings(
  report: CredentialReport,
  reader: EngineReader,
  checkBinding: BindingCheck,
  trust: Trust | undefined,
): Promise<CredentialReport> {
  const { activeManifest } = report;
  if (activeManifest === null) return report;
  const store = await storeOf(reader, activeManifest);
  const binding = await bindingFindings(report, store, checkBinding);
  const untrusted = signerFindings(report, store, trust);
  const isReplaced = ({ code }: Status) => binding.replaces.includes(code);
  const kept = (statuses: readonly Status[]) => statuses.filter((status) => !isReplaced(status));
  const statuses = {
    success: [
      ...kept(report.success).filter(
        ({ code }) => untrusted.length === 0 || code !== 'signingCredential.trusted',
      ),
      ...binding.success,
    ],
    informational: [...kept(report.informational), ...binding.informational],
    failure: [...kept(report.failure), ...binding.failure, ...untrusted],
    ingredientFailures: report.ingredientFailures,
  };
  // A failure that is replaced has made the engine say Invalid: its word does not count then.
  const engineState = report.failure.some(isReplaced) ? 'Valid' : report.state;
  return { ...report, ...statuses, state: stateOf(statuses, engineState) };
}

const NONE: BindingFindings = { success: [], informational: [], failure: [], replaces: [] };

/** An update manifest has no hash of its own and is bound by that of the one it updates. */
async function bindingFindings(
  report: CredentialReport,
  store: Buffer,
  checkBinding: BindingCheck,
): Promise<BindingFindings> {
  const byLabel = new Map(report.manifests.map((manifest) => [manifest.label, manifest]));
  let label = report.activeManifest;
  for (let depth = 0; label !== null && depth < DEEPEST; depth++) {
    try {
      const findings = await checkBinding(store, label, depth > 0);
      if (findings !== null) return findings;
    } catch {
      const code = 'assertion.dataHash.malformed';
      const failure = [makeStatus(code, null, 'what the hash leaves out cannot be read')];
      return { ...NONE, failure };
    }
    const parent = byLabel
      .get(label)
      ?.ingredients.find(({ relationship }) => relationship === 'parentOf');
    label = parent?.activeManifest ?? null;
  }
  return NONE;
}

function chainOf(store: Buffer, manifest: string): Certificate[] {
  try {
    return certificateChain(parseSign1(signatureOf(store, manifest), decodeCbor));
  } catch {
    return [];
  }
}

function signerFindings(
  report: CredentialReport,
  store: Buffer,
  trust: Trust | undefined,
): Status[] {
  const lists = trust && trustListsOf(trust);
  const anchors = lists?.signerAnchors;
  const trusted = report.success.some(({ code }) => code === 'signingCredential.trusted');
  if (!lists || !anchors || !trusted || report.activeManifest === null) return [];
  const chain = chainOf(store, report.activeManifest);
  if (isTrustedSigner(chain, anchors, lists)) return [];
  const explanation = 'only an anchor for time-stamp authorities vouches for the signer';
  return [makeStatus('signingCredential.untrusted', null, explanation)];
}
