import { ProvenanceError } from '@provenance/content';
import {
  type Cbor,
  cborMap,
  decodeDeterministic,
  encodeDeterministic,
} from '@provenance/cose/deterministic';
import type { StoredEntry } from '../backend/backend.ts';

/**
 * One item of an export. In the file each is a CBOR byte string with the item's CBOR in it: together a
 * CBOR sequence (RFC 8742), in which the length of an item is known before anything of it is decoded.
 */
export type ExportItem =
  | {
      readonly kind: 'header';
      readonly logId: Uint8Array;
      /** As `BackendStats` has it. */
      readonly unguarded: number;
    }
  | { readonly kind: 'certificates'; readonly pem: string }
  | { readonly kind: 'entry'; readonly entry: StoredEntry }
  | { readonly kind: 'head'; readonly bytes: Uint8Array }
  | { readonly kind: 'end'; readonly entries: number };

const FORMAT = 'provenance-registry';
const VERSION = 1;
/** An entry with the largest manifest store, and its receipt. */
const MOST_BYTES = 2 ** 26 + 2 ** 20;

export function encodeItem(item: ExportItem): Uint8Array {
  return encodeDeterministic(encodeDeterministic(asCbor(item)));
}

function asCbor(item: ExportItem): Cbor {
  switch (item.kind) {
    case 'header': {
      const { logId, unguarded } = item;
      const header = { kind: 'header', format: FORMAT, version: VERSION, logId };
      // Left out where there is nothing to say, as in files from before it was said.
      return cborMap(unguarded > 0 ? { ...header, unguarded } : header);
    }
    case 'entry': {
      const { index, kind, leafHash, bytes, manifestStore } = item.entry;
      return cborMap({ kind: 'entry', type: kind, index, leafHash, bytes, manifestStore });
    }
    default:
      return cborMap(item);
  }
}

/**
 * The items of a file, one at a time: no more than one of them is in memory.
 *
 * @throws ProvenanceError RECORD_MALFORMED.
 */
export async function* readItems(stream: AsyncIterable<Uint8Array>): AsyncGenerator<ExportItem> {
  const source = new ByteSource(stream);
  for (;;) {
    const first = await source.take(1);
    if (first.length === 0) return;
    const info = first[0]! & 0x1f;
    if (first[0]! >> 5 !== 2 || info > 26) throw malformed('holds what is no item');
    const length =
      info < 24 ? info : Number(BigInt(`0x${hex(await source.whole(2 ** (info - 24)))}`));
    if (length > MOST_BYTES) throw malformed('holds an item that is too long');
    yield decodeItem(await source.whole(length));
  }
}

function decodeItem(bytes: Uint8Array): ExportItem {
  let item: Cbor;
  try {
    item = decodeDeterministic(bytes);
  } catch (cause) {
    throw malformed('holds an item that is no deterministic CBOR', cause);
  }
  const fields = item instanceof Map ? Object.fromEntries(item as Map<string, Cbor>) : {};
  const { kind, format, version, logId, unguarded, pem, bytes: content, entries } = fields;
  if (kind === 'header' && format === FORMAT && version === VERSION && isBytes(logId, 16)) {
    return { kind, logId, unguarded: typeof unguarded === 'number' ? unguarded : 0 };
  }
  if (kind === 'certificates' && typeof pem === 'string') return { kind, pem };
  if (kind === 'entry') return { kind, entry: entryOf(fields) };
  if (kind === 'head' && isBytes(content)) return { kind, bytes: content };
  if (kind === 'end' && typeof entries === 'number') return { kind, entries };
  throw malformed('holds an item of no kind that is known');
}

function entryOf(fields: Readonly<Record<string, Cbor>>): StoredEntry {
  const { type, index, leafHash, bytes, manifestStore } = fields;
  if (
    (type === 'record' || type === 'erasure' || type === 'event') &&
    typeof index === 'number' &&
    index >= 0 &&
    isBytes(leafHash, 32) &&
    (bytes === null || isBytes(bytes)) &&
    (manifestStore === null || (isBytes(manifestStore) && bytes !== null))
  ) {
    return { index, kind: type, leafHash, bytes, manifestStore };
  }
  throw malformed('holds an entry that is none');
}

function isBytes(value: Cbor | undefined, length?: number): value is Uint8Array {
  return value instanceof Uint8Array && (length === undefined || value.length === length);
}

export function malformed(what: string, cause?: unknown): ProvenanceError {
  return new ProvenanceError('RECORD_MALFORMED', `The export ${what}.`, { cause });
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Bytes of a stream, as many at a time as are asked for. */
class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** `length` bytes, or fewer where the stream ends. */
  async take(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let missing = length;
    while (missing > 0) {
      if (this.#rest.length === 0) {
        const { done, value } = await this.#chunks.next();
        if (done) break;
        this.#rest = value;
        continue;
      }
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  /** @throws ProvenanceError RECORD_MALFORMED where the stream ends before. */
  async whole(length: number): Promise<Uint8Array> {
    const bytes = await this.take(length);
    if (bytes.length < length) throw malformed('ends in the middle of an item');
    return bytes;
  }
}
