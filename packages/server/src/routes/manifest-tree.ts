import type { CredentialReport } from '@provenance/c2pa';
import type { Verifier } from '@provenance/sdk';

type Content = Parameters<Verifier['verify']>[0];
type Options = Parameters<Verifier['credentials']>[1];
type Manifest = CredentialReport['manifests'][number];
type Thumbnail = Awaited<ReturnType<Verifier['thumbnails']>>[number];

/** What a tree is drawn of; the rest of a manifest can be as large as its signer likes. */
export async function manifestTree(verifier: Verifier, input: Content, options: Options) {
  const { manifests } = await verifier.credentials(input, options);
  const isText = typeof input === 'object' && 'text' in input;
  const thumbnails = isText ? [] : await verifier.thumbnails(input, options);
  return manifests.map((manifest) => described(manifest, thumbnails));
}

function described(
  { label, title, claimGenerator, signer, ingredients }: Manifest,
  thumbnails: readonly Thumbnail[],
) {
  const shown = (ingredient: number | null) => {
    const found = thumbnails.find(
      (each) => each.manifest === label && each.ingredient === ingredient,
    );
    if (found === undefined) return null;
    const { mediaType, bytes } = found;
    return { mediaType, data: Buffer.from(bytes).toString('base64') };
  };
  return {
    label,
    title,
    claimGenerator,
    signer: signer?.organization ?? signer?.commonName ?? null,
    thumbnail: shown(null),
    ingredients: ingredients.map(({ title, relationship, activeManifest, failures }, i) => ({
      title,
      relationship,
      activeManifest,
      failures: failures.map(({ code }) => code),
      thumbnail: shown(i),
    })),
  };
}
