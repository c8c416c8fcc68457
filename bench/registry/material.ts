import { createHash } from 'node:crypto';
import { below, type Random, randomBytes, seeded } from '../random.ts';
import { keysOf, type NewEntry } from './internals.ts';

export const ALG = 'org.example.look';
export const ISSUER = 'Example';
const HASH_BYTES = 32;
/** Records of one cluster, which differ from its centre in up to so many bits. */
const CLUSTER = 40;
const CLUSTER_BITS = 24;

/** What a registry is filled with: the same in every run and for every backend. */
export interface Material {
  readonly count: number;
  /** 32 bytes each, one after the other. */
  readonly hashes: Uint8Array;
}

/**
 * Half of the hashes are random; the other half come in clusters, as pictures of one prompt do, and one
 * cluster in ten has four bands in common with all of its kind, as pictures on white ground have.
 */
export function makeMaterial(count: number): Material {
  const hashes = new Uint8Array(count * HASH_BYTES);
  for (let number = 0; number < count; number++) {
    hashes.set(isClustered(number) ? clustered(number) : random(number), number * HASH_BYTES);
  }
  return { count, hashes };
}

export function isClustered(number: number): boolean {
  return number % 2 === 1;
}

export function hashOf({ hashes }: Material, number: number): Uint8Array {
  return hashes.subarray(number * HASH_BYTES, (number + 1) * HASH_BYTES);
}

/** With `most` bits turned over at most, and one at least. */
export function near(hash: Uint8Array, most: number, random: Random): Uint8Array {
  const changed = Uint8Array.from(hash);
  const bits = 1 + below(random, most);
  for (let i = 0; i < bits; i++) {
    const bit = below(random, 8 * HASH_BYTES);
    changed[bit >> 3]! ^= 1 << (bit & 7);
  }
  return changed;
}

function random(number: number): Uint8Array {
  return digest(`hash ${number}`);
}

function clustered(number: number): Uint8Array {
  const cluster = Math.floor(number / 2 / CLUSTER);
  const centre = Uint8Array.from(digest(`centre ${cluster}`));
  if (cluster % 10 === 0) centre.fill(0xff, 0, 8);
  return near(centre, CLUSTER_BITS, seeded('clustered', number));
}

export function contentIdOf(number: number): string {
  return digest(`id ${number}`).subarray(0, 8).toString('hex');
}

export function manifestIdOf(number: number): string {
  return `urn:c2pa:${digest(`manifest ${number}`).subarray(0, 16).toString('hex')}`;
}

/** That of the record's manifest: short, as what it costs to keep is not what is measured. */
export function storeOf(number: number): Uint8Array {
  return Buffer.from(`store ${number}`);
}

/** A record as `mark` makes one of a picture. */
export function makeRecord(material: Material, number: number) {
  return {
    contentId: contentIdOf(number),
    issuer: ISSUER,
    time: '2026-01-01T00:00:00.000Z',
    mediaType: 'image/png',
    contentHash: Uint8Array.from(digest(`content ${number}`)),
    manifest: {
      id: manifestIdOf(number),
      hash: Uint8Array.from(digest(`store ${number}`)),
    },
    watermark: { alg: 'org.example.mark', keyId: '0123456789abcdef' },
    fingerprints: [{ alg: ALG, value: Uint8Array.from(hashOf(material, number)), quality: 90 }],
    model: { name: 'example-diffusion', version: '2.1' },
    requestId: `request ${number}`,
    promptHash: Uint8Array.from(digest(`prompt ${number}`)),
    retainUntil: number % 10 === 0 ? '2027-01-01' : null,
  };
}

/**
 * What a backend gets of it: the keys as the registry takes them from the record, and bytes of the
 * length that a receipt has. They are not signed, and no backend looks at them.
 */
export function makeEntry(
  material: Material,
  number: number,
  index: number,
  { receiptBytes, storeBytes }: { receiptBytes: number; storeBytes: number },
): NewEntry {
  const record = makeRecord(material, number);
  const { contentHash } = record;
  const bytes = randomBytesOf(receiptBytes, contentHash);
  return {
    index,
    kind: 'record',
    leafHash: Uint8Array.from(createHash('sha256').update(Uint8Array.of(0)).update(bytes).digest()),
    bytes,
    manifestStore: storeBytes === 0 ? null : randomBytesOf(storeBytes, contentHash),
    event: null,
    keys: keysOf(record),
  };
}

/** One block for all: making new noise for each record would be measured as well. */
const NOISE = randomBytes(seeded('noise'), 2 ** 16);

function randomBytesOf(length: number, start: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += NOISE.length) {
    bytes.set(NOISE.subarray(0, length - at), at);
  }
  bytes.set(start.subarray(0, length));
  return bytes;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
