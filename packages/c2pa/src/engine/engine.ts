import type { MediaType } from '@provenance/content';
import { ENGINES, type EngineKind, type EngineName, loadNative, readingEngine } from './choice.ts';
import { type EngineHole, KNOWN_HOLES } from './known-holes.ts';

/** What only the native engine signs: all else has writers of our own. */
const SIGNED_NATIVELY = [
  'audio/mpeg',
  'audio/wav',
  'audio/mp4',
  'video/mp4',
  'video/quicktime',
  'video/x-msvideo',
] as const satisfies readonly MediaType[];
const SIGNED_HERE = [
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
] as const satisfies readonly MediaType[];
const SIGNABLE = [...SIGNED_HERE, ...SIGNED_NATIVELY] as const;
/** Signing a PDF needs an incremental update the engine does not write. */
const READABLE = [...SIGNABLE, 'application/pdf', 'application/c2pa'] as const;

/** The engine that reads here. */
export interface EngineDescription extends EngineName {
  /** The other engine. */
  readonly other: OtherEngine;
  /** Media types that can be signed. */
  readonly signs: readonly string[];
  /** Media types that can be read: also those that cannot be signed here, PDF and stores by themselves. */
  readonly reads: readonly string[];
  /** What is known to be wrong with it. */
  readonly knownHoles: readonly EngineHole[];
}

export interface OtherEngine extends EngineName {
  /** Why it cannot be loaded, in its own words; null if it can. */
  readonly missing: string | null;
}

/**
 * What reads and signs here. Both engines are loaded for it.
 *
 * @throws ProvenanceError ENGINE_MISSING where neither can be loaded.
 */
export async function engine(): Promise<EngineDescription> {
  const kind = await readingEngine();
  const otherKind: EngineKind = kind === 'native' ? 'wasm' : 'native';
  const other = { ...ENGINES[otherKind], missing: await missing(otherKind) };
  const signs = kind === 'native' ? SIGNABLE : SIGNED_HERE;
  return { ...ENGINES[kind], other, signs, reads: READABLE, knownHoles: holesOf(kind) };
}

export function isSignable(mediaType: string): boolean {
  return (SIGNABLE as readonly string[]).includes(mediaType);
}

export function isReadable(mediaType: string): boolean {
  return (READABLE as readonly string[]).includes(mediaType);
}

async function missing(kind: EngineKind): Promise<string | null> {
  try {
    await (kind === 'native' ? loadNative() : (await import('./wasm.ts')).loadWasm());
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Those that the release inside still has. */
function holesOf(kind: EngineKind): readonly EngineHole[] {
  const minor = (version: string) => Number(version.split('.')[1]);
  const own = minor(ENGINES[kind].sdkVersion);
  return KNOWN_HOLES.filter(({ closedIn }) => closedIn === null || minor(closedIn) > own);
}
