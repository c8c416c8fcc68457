import { type MediaType, ProvenanceError } from '@provenance/content';
import { type EngineHole, KNOWN_HOLES } from './known-holes.ts';

type Engine = typeof import('@contentauth/c2pa-node');

/** What c2pa-rs 0.90 can sign, as far as the content room knows the formats. */
const SIGNABLE = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/avif',
  'image/heic',
  'image/heif',
  'image/tiff',
  'image/x-adobe-dng',
  'image/gif',
  'image/svg+xml',
  'audio/mpeg',
  'audio/wav',
  'audio/mp4',
  'video/mp4',
  'video/quicktime',
  'video/x-msvideo',
] as const satisfies readonly MediaType[];
/** Signing a PDF needs an incremental update the engine does not write. */
const READABLE = [...SIGNABLE, 'application/pdf', 'application/c2pa'] as const;

export interface EngineDescription {
  readonly name: string;
  /** Of the npm package. */
  readonly version: string;
  /** Of c2pa-rs, the library inside. */
  readonly sdkVersion: string;
  /** Media types that can be signed. */
  readonly signs: readonly string[];
  /** Media types that can be read: those, PDF and stores by themselves. */
  readonly reads: readonly string[];
  /** What is known to be wrong with it. */
  readonly knownHoles: readonly EngineHole[];
}

/**
 * The npm package and the c2pa-rs release it is built from (its Cargo.lock).
 *
 * The next one, c2pa-node 0.9.8 (c2pa-rs 0.91.0), is not taken yet: it depends on a package that is not on
 * npm (`@contentauth/c2pa-utilities`), so that it cannot be installed, and asks for Node 22. With its
 * library in the place of this one's (`C2PA_LIBRARY_PATH`) all is read as before, and what is signed by
 * the engine cannot be read: "claim_cbor: unexpected trailing data: 16 bytes remaining".
 */
export const ENGINE = {
  name: '@contentauth/c2pa-node',
  version: '0.8.0',
  sdkVersion: '0.90.1',
} as const;

let loading: Promise<Engine> | undefined;

/**
 * The engine, loaded on first use (70 ms; nothing that only shows help needs it).
 *
 * @throws ProvenanceError ENGINE_MISSING where there is no binary for this platform.
 */
export function loadEngine(): Promise<Engine> {
  loading ??= load();
  return loading;
}

/** @throws ProvenanceError ENGINE_MISSING */
export async function engine(): Promise<EngineDescription> {
  await loadEngine();
  return { ...ENGINE, signs: SIGNABLE, reads: READABLE, knownHoles: KNOWN_HOLES };
}

export function isSignable(mediaType: string): boolean {
  return (SIGNABLE as readonly string[]).includes(mediaType);
}

export function isReadable(mediaType: string): boolean {
  return (READABLE as readonly string[]).includes(mediaType);
}

async function load(): Promise<Engine> {
  try {
    const engine = await import('@contentauth/c2pa-node');
    // The binary is opened on first use: this is the first use.
    engine.Builder.new();
    return engine;
  } catch (cause) {
    throw new ProvenanceError('ENGINE_MISSING', undefined, { cause });
  }
}
