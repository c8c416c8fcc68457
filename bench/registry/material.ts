import { createHash } from 'node:crypto';
import { below, type Random, seeded } from '../random.ts';

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

export const RARE_MODEL = 'example-rare';

export function requestIdOf(number: number): string {
  return `request ${number}`;
}

/** Ten thousand a day. */
export function timeOf(number: number): string {
  return new Date(Date.UTC(2026, 0, 1) + 8640 * number).toISOString();
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
    time: timeOf(number),
    mediaType: 'image/png',
    contentHash: Uint8Array.from(digest(`content ${number}`)),
    manifest: {
      id: manifestIdOf(number),
      hash: Uint8Array.from(digest(`store ${number}`)),
    },
    watermark: { alg: 'org.example.mark', keyId: '0123456789abcdef' },
    fingerprints: [{ alg: ALG, value: Uint8Array.from(hashOf(material, number)), quality: 90 }],
    model: { name: number % 1000 === 0 ? RARE_MODEL : 'example-diffusion', version: '2.1' },
    requestId: requestIdOf(number),
    promptHash: Uint8Array.from(digest(`prompt ${number}`)),
    retainUntil: number % 10 === 0 ? '2027-01-01' : null,
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
