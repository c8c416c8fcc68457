import { randomUUID } from 'node:crypto';
import { ProvenanceError } from '@provenance/content';
import { encodeCbor } from '@provenance/cose/cbor';
import { encodeSign1, sigStructure } from '@provenance/cose/sign1';
import type { ByteRange } from '../asset/place.ts';
import type { ManifestPlan } from '../manifest/definition.ts';
import { refuse } from '../manifest/rules.ts';
import type { ThumbnailFile } from '../manifest/thumbnail.ts';
import type { Signer } from '../signer/signer.ts';
import { forgetTokenLength, requestTimeStamp } from '../signer/time-stamp.ts';
import { box, type HashedUri, superbox } from '../store/jumbf.ts';
import type { ManifestBox } from '../store/store.ts';
import {
  type DefinedAssertion,
  type WrittenAssertion,
  writeAssertion,
  writeAssertions,
  writeThumbnail,
} from './assertion.ts';
import { encodeClaim } from './claim.ts';
import { signatureFrame, stampHeader, toBeStamped } from './signature.ts';

/** An ingredient ready to be written: its assertion, and the manifests it brings along. */
export interface StoredIngredient {
  /** The name the actions have for it. */
  readonly label: string;
  readonly assertion: Readonly<Record<string, unknown>>;
  /** As they were in its store, and in that order. */
  readonly manifests: readonly ManifestBox[];
  /** A small picture of it. */
  readonly thumbnail?: ThumbnailFile | null;
}

/** What binds a manifest to its content. */
export interface HardBinding {
  /**
   * What is left out of the hash, as bytes of the content as it is stored (c2pa.hash.data, C2PA 2.4 clause
   * 18.5); or by boxes (c2pa.hash.bmff.v3, clause 18.7).
   */
  readonly exclusions: readonly ByteRange[] | { readonly boxes: readonly unknown[] };
  /** SHA-256. */
  readonly hash: Uint8Array;
}

/** Names of a new manifest, both with a UUID (RFC 9562) that nothing else has. */
export interface ManifestNames {
  /** `urn:c2pa:` and a UUID (C2PA 2.4 clause 8.2). */
  readonly label: string;
  /** `xmp:iid:` and a UUID. */
  readonly instanceId: string;
}

export function newNames(): ManifestNames {
  return { label: `urn:c2pa:${randomUUID()}`, instanceId: `xmp:iid:${randomUUID()}` };
}

/** A manifest store whose length is known before anything is hashed or signed. */
export interface StoreWriter {
  readonly names: ManifestNames;
  /** Bytes of the store that {@link write} gives for these exclusions. */
  lengthWith(exclusions: HardBinding['exclusions']): number;
  /**
   * Writes and signs. The same input is the same bytes if the algorithm is deterministic (Ed25519).
   *
   * @throws ProvenanceError SIGNER_FAILED, KEY_MISMATCH or TIMESTAMP_FAILED.
   */
  write(binding: HardBinding, options?: { signal?: AbortSignal }): Promise<Uint8Array>;
}

const NO_HASH = new Uint8Array(32);

/**
 * Prepares a manifest store without the engine (C2PA 2.4 clause 11.1): claim v2, deterministic CBOR,
 * byte strings where the CDDL has them, and no padding but that of a time stamp.
 *
 * @param options.tokenLength Bytes of the signer's time stamps, from {@link tokenLengthOf}.
 * @param options.thumbnail A small picture of the content.
 * @throws ProvenanceError MANIFEST_REFUSED
 */
export function prepareStore(
  definition: ManifestPlan['definition'],
  ingredients: readonly StoredIngredient[],
  signer: Signer,
  options: {
    readonly names?: ManifestNames;
    readonly tokenLength?: number | null;
    readonly thumbnail?: ThumbnailFile | null;
  } = {},
): StoreWriter {
  const { names = newNames(), tokenLength = null, thumbnail = null } = options;
  const { header, length } = signatureFrame(signer);
  const blank = new Uint8Array(length);
  const { generator, title, assertions } = definitionParts(definition);
  const shown = thumbnail === null ? [] : [writeThumbnail('c2pa.thumbnail.claim', thumbnail)];
  const ingredientBoxes = ingredients.map(({ assertion, thumbnail }, i) => {
    const nth = i === 0 ? '' : `__${i}`;
    const picture = thumbnail ? writeThumbnail(`c2pa.thumbnail.ingredient${nth}`, thumbnail) : null;
    if (picture !== null) shown.push(picture);
    const fields = picture === null ? assertion : { ...assertion, thumbnail: picture.uri };
    return writeAssertion(`${INGREDIENT}${nth}`, 'cbor', encodeCbor(fields));
  });
  const uris = new Map<string, HashedUri>(
    ingredients.map(({ label }, i) => [label, ingredientBoxes[i]!.uri]),
  );
  const described = writeAssertions(assertions, uris);
  const older = distinct(ingredients.flatMap(({ manifests }) => manifests));

  const claimed = ({ exclusions, hash }: HardBinding) => {
    const binding = writeBinding({ exclusions, hash });
    // The actions come first: they say how the manifest begins.
    const written = [...described, ...shown, ...ingredientBoxes, binding];
    const claim = encodeClaim({
      label: names.label,
      instanceId: names.instanceId,
      generator,
      title,
      assertions: written.map(({ uri }) => uri),
    });
    return { claim, boxes: written.map(({ box }) => box) };
  };
  const assemble = (
    { claim, boxes }: ReturnType<typeof claimed>,
    signature: Uint8Array,
    unprotected: Readonly<Record<string, unknown>>,
  ) =>
    superbox(
      'store',
      'c2pa',
      ...older,
      superbox(
        'manifest',
        names.label,
        superbox('assertions', 'c2pa.assertions', ...boxes),
        superbox('claim', 'c2pa.claim.v2', box('cbor', claim)),
        superbox(
          'signature',
          'c2pa.signature',
          box('cbor', encodeSign1(header, unprotected, null, signature)),
        ),
      ),
    );

  const stamp = async (signature: Uint8Array, signal: AbortSignal | undefined) => {
    if (tokenLength === null || signer.timestampUrl === null) return {};
    const data = toBeStamped(header, signature);
    const token = await requestTimeStamp(signer.timestampUrl, data, signal);
    const stamped = stampHeader(token, tokenLength);
    if (stamped !== null) return stamped;
    forgetTokenLength(signer);
    const detail = 'The time stamp has another length than those before: sign once more.';
    throw new ProvenanceError('TIMESTAMP_FAILED', detail);
  };
  const noStamp =
    tokenLength === null ? {} : stampHeader(new Uint8Array(tokenLength), tokenLength)!;

  // The claim has a hash of the binding, and that is of one length: all but the binding itself stays as long.
  const lengths = { ranges: 0, boxes: 0 };
  const lengthWith = (exclusions: HardBinding['exclusions']): number => {
    const binding = { exclusions, hash: NO_HASH };
    const kind = 'boxes' in exclusions ? 'boxes' : 'ranges';
    const own = writeBinding(binding).box.length;
    lengths[kind] ||= assemble(claimed(binding), blank, noStamp).length - own;
    return lengths[kind] + own;
  };

  return {
    names,
    lengthWith,
    async write(binding, options = {}) {
      const parts = claimed(binding);
      const signature = await signer.sign(sigStructure(header, parts.claim), options);
      options.signal?.throwIfAborted();
      if (signature.length !== blank.length) {
        throw new ProvenanceError('SIGNER_FAILED', 'The signature has not the length of its key.');
      }
      const store = assemble(parts, signature, await stamp(signature, options.signal));
      // Not a Buffer, which may show the memory of others around it.
      return new Uint8Array(store);
    },
  };
}

/**
 * The exclusions for a store in which they stand themselves. Their numbers take more bytes the larger they
 * are, and make the place larger in turn; nothing here gets smaller, so that comes to an end.
 *
 * @param place What a store of that many bytes takes.
 * @returns The bytes of the store, and what it takes.
 */
export function fitExclusions<Ranges extends readonly ByteRange[]>(
  writer: Pick<StoreWriter, 'lengthWith'>,
  place: (storeLength: number) => Ranges,
): { readonly storeLength: number; readonly exclusions: Ranges } {
  for (let storeLength = 0; ; ) {
    const exclusions = place(storeLength);
    const needed = writer.lengthWith(exclusions);
    if (needed === storeLength) return { storeLength, exclusions };
    storeLength = needed;
  }
}

const INGREDIENT = 'c2pa.ingredient.v3';

function writeBinding({ exclusions, hash }: HardBinding): WrittenAssertion {
  if ('boxes' in exclusions) {
    const { boxes } = exclusions;
    const data = { exclusions: boxes, alg: 'sha256', hash, name: 'jumbf manifest' };
    return writeAssertion('c2pa.hash.bmff.v3', 'cbor', encodeCbor(data));
  }
  const ranges = exclusions.length > 0 ? { exclusions } : {};
  return writeAssertion(
    'c2pa.hash.data',
    'cbor',
    encodeCbor({ ...ranges, hash, pad: new Uint8Array() }),
  );
}

/** As JSON has it: what the engine is given, and nothing that JSON would have dropped. */
function definitionParts(definition: ManifestPlan['definition']) {
  const { claim_generator_info, title, assertions } = JSON.parse(JSON.stringify(definition)) as {
    claim_generator_info: [Readonly<Record<string, unknown>>];
    title?: string;
    assertions: readonly DefinedAssertion[];
  };
  return { generator: claim_generator_info[0], title, assertions };
}

/**
 * Two ingredients with the same history bring it once. Renaming one of two that differ under one name
 * would break the signatures of what names it (C2PA 2.4 clause 10.3.2.2.1 allows it at ingest).
 */
function distinct(manifests: readonly ManifestBox[]): Uint8Array[] {
  const known = new Map<string, Uint8Array>();
  for (const { label, bytes } of manifests) {
    const other = known.get(label);
    if (other !== undefined && Buffer.compare(other, bytes) !== 0) {
      refuse('two of its ingredients have manifests that differ under one name.');
    }
    known.set(label, bytes);
  }
  return [...known.values()];
}
