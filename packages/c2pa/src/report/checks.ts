import { INCEPTION } from '../manifest/rules.ts';
import { makeStatus, type Status } from '../store/status.ts';
import type { ManifestDescription } from './report.ts';

/**
 * Rules of C2PA 2.4 that c2pa-rs 0.90 does not check: one inception action (clause 18.15.4.1), and a
 * soft binding for every bound watermark (18.15.4.7). For claims of version 2; older ones had neither.
 */
export function checkManifest(manifest: ManifestDescription): Status[] {
  if ((manifest.claimVersion ?? 1) < 2) return [];
  const url = (label: string) => `self#jumbf=/c2pa/${manifest.label}/c2pa.assertions/${label}`;
  const names = manifest.actions.map(({ action }) => action);
  const statuses: Status[] = [];
  if (names.filter((name) => INCEPTION.has(name)).length > 1) {
    statuses.push(
      makeStatus(
        'assertion.action.malformed',
        url('c2pa.actions.v2'),
        'more than one c2pa.created or c2pa.opened action',
      ),
    );
  }
  if (names.includes('c2pa.watermarked.bound') && manifest.softBindings.length === 0) {
    statuses.push(
      makeStatus(
        'assertion.action.softBindingMissing',
        url('c2pa.actions.v2'),
        'a bound watermark without a c2pa.soft-binding assertion',
      ),
    );
  }
  return statuses;
}
