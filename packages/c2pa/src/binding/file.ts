import type { Asset } from '../asset/asset.ts';
import type { SignedManifest } from '../store/signed.ts';
import { checkBmffHash } from './bmff.ts';
import { checkBoxesHash } from './boxes.ts';
import { withContent } from './content.ts';
import { checkDataHash } from './data.ts';
import type { BindingContext, BindingFindings } from './findings.ts';
import { BindingError, hashAssertionOf } from './hash-assertion.ts';

/**
 * What the engine does not ask of a hard binding: that it covers the content. A hash that leaves out
 * the pixels, or that is not there, validates whatever is put in their place. Whether what is covered
 * has the hash is the engine's to say, of this very assertion; where it is silent, data hashes are computed
 * here, and others count as a mismatch. Box hashes and Merkle trees are computed here as well.
 *
 * @returns null if the manifest has no hash.
 */
export function checkFileBinding(
  asset: Asset,
  manifest: SignedManifest,
  context: Omit<BindingContext, 'claimVersion'>,
): BindingFindings | null {
  try {
    const assertion = hashAssertionOf(manifest);
    if (assertion === null) return null;
    const findings = withContent(asset, (content) => {
      switch (assertion.kind) {
        case 'data':
          return checkDataHash(content, asset.mediaType, assertion, {
            ...context,
            claimVersion: manifest.claim.version,
          });
        case 'bmff':
          return checkBmffHash(content, assertion, context);
        case 'boxes':
          return checkBoxesHash(content, asset.mediaType, assertion);
        case 'collection':
          return { failure: [assertion.status('malformed', 'a file is no collection')] };
      }
    });
    const {
      informational = [],
      failure = [],
      leftOut = [],
      replaces = [],
    }: Partial<BindingFindings> = findings;
    const match = assertion.status('match', 'the content is what was signed');
    return {
      success: failure.length === 0 ? [match] : [],
      informational,
      failure,
      leftOut,
      replaces: [
        ...replaces,
        `assertion.${assertion.kind}Hash.additionalExclusionsPresent`,
        ...(failure.length > 0 ? [`assertion.${assertion.kind}Hash.match`] : []),
      ],
    };
  } catch (error) {
    if (!(error instanceof BindingError)) throw error;
    return { success: [], informational: [], failure: [error.status], replaces: [], leftOut: [] };
  }
}
