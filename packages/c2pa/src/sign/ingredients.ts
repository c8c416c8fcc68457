import { detectMediaType, looksLikeText, ProvenanceError } from '@provenance/content';
import { readInput } from '@provenance/content/node';
import type { PlannedIngredient } from '../manifest/definition.ts';
import { describeIngredientSource, fileNameOf } from '../manifest/ingredient.ts';
import { readCredentials } from '../read/credentials.ts';
import type { ReadOptions } from '../read/options.ts';
import { readStore } from '../read/store.ts';
import { readText } from '../read/text.ts';
import type { CredentialReport } from '../report/report.ts';
import { hashedUri } from '../store/jumbf.ts';
import type { Status } from '../store/status.ts';
import { manifestsOf, partsOf } from '../store/store.ts';
import type { StoredIngredient } from '../write/store.ts';
import type { SignOptions } from './options.ts';
import { thumbnailOf } from './thumbnail.ts';

type IngredientOptions = Pick<ReadOptions, 'trust' | 'maxBytes' | 'signal'>;
type StoreOptions = IngredientOptions & Pick<SignOptions, 'thumbnail'>;

/**
 * Reads and validates ingredients, and writes down what was found (c2pa.ingredient.v3, C2PA 2.4 clause
 * 18.16): what failed before the new manifest is not the new signer's doing.
 *
 * @throws ProvenanceError CONTENT_UNSUPPORTED for an ingredient that cannot be read, FILE_*,
 *   CONTENT_EMPTY, CONTENT_TOO_LARGE, ENGINE_MISSING.
 */
export async function storeIngredients(
  planned: readonly PlannedIngredient[],
  { trust, maxBytes, signal, thumbnail }: StoreOptions,
): Promise<StoredIngredient[]> {
  const options: IngredientOptions = {
    ...(trust && { trust }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(signal && { signal }),
  };
  const stored: StoredIngredient[] = [];
  for (const { label, relationship, source } of planned) {
    const { content, title, mediaType } = describeIngredientSource(source);
    const bytes = await readInput(content, maxBytes === undefined ? {} : { maxBytes });
    const fileName = fileNameOf(content);
    const isText = detectMediaType(bytes) === null;
    if (isText && !looksLikeText(bytes)) {
      const detail = 'An ingredient is of an unknown format.';
      throw new ProvenanceError('CONTENT_UNSUPPORTED', detail);
    }
    const { report, store } = isText
      ? await readText(bytes, { ...options, mediaType, fileName })
      : await readMedia(bytes, { ...options, ...(mediaType ? { mediaType } : {}) });
    if (report.state === 'Error') {
      const detail = `An ingredient cannot be read (${report.reason}).`;
      throw new ProvenanceError('CONTENT_UNSUPPORTED', detail);
    }
    stored.push({
      label,
      assertion: {
        relationship,
        'dc:format': report.mediaType,
        ...(title === undefined ? {} : { 'dc:title': title }),
        ...(store === null ? {} : manifestReferences(store, report)),
      },
      manifests: store === null ? [] : manifestsOf(store),
      // Of what was given, and not what its own manifest shows: that may be another picture.
      thumbnail: isText ? null : await thumbnailOf(bytes, { thumbnail, signal }),
    });
  }
  return stored;
}

async function readMedia(bytes: Uint8Array, options: ReadOptions) {
  const report = await readCredentials(bytes, options);
  const { activeManifest } = report;
  if (activeManifest === null) return { report, store: null };
  const { trust: _, ...openOptions } = options;
  return { report, store: await readStore(bytes, openOptions) };
}

/** How the new manifest names that of an ingredient, and what it found there. */
function manifestReferences(store: Uint8Array, report: CredentialReport) {
  const { activeManifest } = report;
  const box = manifestsOf(store).find(({ label }) => label === activeManifest);
  const {
    hashed: [manifest],
    signature,
  } = box ? partsOf(box) : { hashed: [], signature: null };
  if (!manifest || !signature) return {};
  const url = `self#jumbf=/c2pa/${activeManifest}`;
  return {
    activeManifest: hashedUri(url, manifest),
    claimSignature: hashedUri(`${url}/c2pa.signature`, signature.hashed),
    validationResults: {
      activeManifest: {
        success: report.success.map(writeStatus),
        informational: report.informational.map(writeStatus),
        failure: report.failure.map(writeStatus),
      },
      ...ingredientDeltas(report),
    },
  };
}

/** Without the explanations, which are the engine's wording and longer than all the rest. */
function writeStatus({ code, url }: Status) {
  return url === null ? { code } : { code, url };
}

/** What failed in the ingredient's own ingredients, as the engine has it for its own manifests. */
function ingredientDeltas({ store }: CredentialReport) {
  const { validation_results: results } = store as { validation_results?: unknown };
  const { ingredientDeltas } = (results ?? {}) as { ingredientDeltas?: unknown };
  return ingredientDeltas === undefined ? {} : { ingredientDeltas };
}
