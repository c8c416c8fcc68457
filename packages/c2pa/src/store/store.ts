import { brotliDecompressSync } from 'node:zlib';
import {
  bytesOf,
  contentsOf,
  hashedBytesOf,
  readBoxes,
  readSuperbox,
  type Superbox,
  superboxesOf,
} from './boxes.ts';

/** No store in use comes near this; c2pa-rs itself stops at 50 MB for compressed ones. */
export const MAX_STORE_BYTES: number = 64 * 2 ** 20;

/** A manifest's superbox as it lies in a store. */
export interface ManifestBox {
  readonly label: string;
  /** Its header included. */
  readonly bytes: Uint8Array;
  readonly isCompressed: boolean;
}

/** One assertion as it lies in a manifest. */
export interface AssertionBox {
  readonly label: string;
  /** Embedded: a file with its media type (clause 8.3.2.3). */
  readonly kind: 'cbor' | 'json' | 'embedded' | 'other';
  /** Of the box that holds the data; empty for other kinds. */
  readonly content: Uint8Array;
  /** Of an embedded file; else null. */
  readonly mediaType: string | null;
  readonly hashed: Uint8Array;
}

/** The parts of a manifest, as they lie there: nothing is checked but that they can be told apart. */
export interface ManifestParts {
  readonly label: string;
  /** What a hashed URI to it may be over: the box as it lies there, and what was compressed in it. */
  readonly hashed: readonly Uint8Array[];
  /** Update manifests have no hash of their own and are bound by that of their parent (11.2.3). */
  readonly isUpdate: boolean;
  /** In CBOR, with the label of its box; every claim that there is, where one belongs. */
  readonly claims: readonly { readonly label: string; readonly content: Uint8Array }[];
  /** The COSE_Sign1; null: there is none, or more than one. */
  readonly signature: { readonly content: Uint8Array; readonly hashed: Uint8Array } | null;
  readonly assertions: readonly AssertionBox[];
  /** What versions before 2 kept beside the assertions, in CBOR (clause 18.3 of 1.4). */
  readonly dataBoxes: readonly AssertionBox[];
}

/**
 * The manifests of a store, in its order.
 *
 * @throws RangeError if the bytes are no manifest store.
 */
export function manifestsOf(store: Uint8Array): ManifestBox[] {
  const [outer, ...others] = readBoxes(store, 0, store.length);
  if (outer === undefined || others.length > 0) throw new RangeError('This is no manifest store');
  const root = readSuperbox(store, outer);
  if (root.kind !== 'c2pa') throw new RangeError('This is no manifest store');
  return superboxesOf(store, root.children).flatMap((box) =>
    box.label === null
      ? []
      : [
          {
            label: box.label,
            bytes: bytesOf(store, box),
            isCompressed: box.kind === 'c2cm',
          },
        ],
  );
}

/**
 * Label of the active manifest: the last manifest of a store, by its position (C2PA 2.4 clause
 * 11.1.4.2).
 *
 * @throws RangeError if the bytes are no manifest store.
 */
export function activeLabelOf(store: Uint8Array): string {
  const label = manifestsOf(store).at(-1)?.label;
  if (label === undefined) throw new RangeError('This is no manifest store');
  return label;
}

/**
 * Takes a manifest apart. One that is compressed (clause 11.1.6) is decompressed, to as many bytes as a
 * store may have.
 *
 * @throws RangeError or a zlib error if it is none.
 */
export function partsOf({ label, bytes, isCompressed }: ManifestBox): ManifestParts {
  const plain = isCompressed ? decompressed(bytes) : bytes;
  const manifest = outerOf(plain);
  const inside = superboxesOf(plain, manifest.children);
  const signatures = inside.filter(({ kind }) => kind === 'c2cs');
  const stores = inside.filter(({ kind }) => kind === 'c2as');
  if (stores.length > 1) throw new RangeError('A manifest has more than one assertion store');
  const signature = signatures.length === 1 ? signatures[0]! : null;
  const sign1 = signature && dataOf(plain, signature, 'cbor');
  return {
    label,
    hashed: (isCompressed ? [bytes, plain] : [bytes]).map((each) =>
      hashedBytesOf(each, outerOf(each)),
    ),
    isUpdate: manifest.kind === 'c2um',
    claims: inside
      .filter(({ kind }) => kind === 'c2cl')
      .map((box) => ({ label: box.label ?? '', content: dataOf(plain, box, 'cbor') })),
    signature: signature && sign1 && { content: sign1, hashed: hashedBytesOf(plain, signature) },
    assertions: stores.flatMap((store) =>
      superboxesOf(plain, store.children).map((box) => assertionOf(plain, box)),
    ),
    dataBoxes: inside
      .filter(({ label }) => label === 'c2pa.databoxes')
      .flatMap(({ children }) => superboxesOf(plain, children))
      .map((box) => assertionOf(plain, box)),
  };
}

function assertionOf(bytes: Uint8Array, box: Superbox): AssertionBox {
  const base = { label: box.label ?? '', hashed: hashedBytesOf(bytes, box), mediaType: null };
  if (box.kind === 'cbor' || box.kind === 'json') {
    return { ...base, kind: box.kind, content: dataOf(bytes, box, box.kind) };
  }
  const [description, data, ...others] = box.children;
  if (description?.type !== 'bfdb' || data?.type !== 'bidb' || others.length > 0) {
    return { ...base, kind: 'other', content: new Uint8Array() };
  }
  const mediaType = mediaTypeOf(contentsOf(bytes, description));
  return { ...base, kind: 'embedded', content: contentsOf(bytes, data), mediaType };
}

/** Behind one byte of toggles, up to a zero (ISO 19566-5 B.10). */
function mediaTypeOf(description: Uint8Array): string {
  const text = Buffer.from(description.subarray(1, 128)).toString('latin1').split('\0', 1)[0] ?? '';
  return /^[\w.+-]+\/[\w.+-]+$/.test(text) ? text : 'application/octet-stream';
}

/** The one content box of a superbox. Empty where there is none, several, or one of another type. */
function dataOf(bytes: Uint8Array, { children }: Superbox, type: string): Uint8Array {
  const [content, ...others] = children;
  return content?.type === type && others.length === 0
    ? contentsOf(bytes, content)
    : new Uint8Array();
}

function outerOf(bytes: Uint8Array): Superbox {
  const [outer] = readBoxes(bytes, 0, bytes.length);
  if (outer === undefined) throw new RangeError('A manifest has no bytes');
  return readSuperbox(bytes, outer);
}

/** A `brob` box with the whole superbox in Brotli, as c2pa-rs writes it: without the type before it. */
function decompressed(bytes: Uint8Array): Uint8Array {
  const [brotli, ...others] = outerOf(bytes).children;
  if (brotli?.type !== 'brob' || others.length > 0) {
    throw new RangeError('A compressed manifest holds something else');
  }
  return brotliDecompressSync(contentsOf(bytes, brotli), { maxOutputLength: MAX_STORE_BYTES });
}
