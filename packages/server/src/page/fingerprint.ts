import { askWorker } from './workers.ts';

/** How content looks or reads: 32 bytes from which it cannot be made again. */
export interface Fingerprint {
  readonly alg: string;
  /** Hexadecimal; of a picture in all eight ways that it may be turned and mirrored. */
  readonly values: readonly string[];
  /** 0..100. */
  readonly quality: number;
}

/** Below it, content without features looks like other such content: a registry is not asked for it. */
const LEAST_QUALITY = 50;
/** Their samples fit into 256 MB. */
const MOST_PIXELS = 2 ** 26;
const MOST_TEXT = 2 ** 24;
const MILLISECONDS = 20_000;

/** @returns Null for what is too large or too plain to be recognised by it, or cannot be decoded here. */
export async function fingerprintOf(content: Blob | string): Promise<Fingerprint | null> {
  if (typeof content === 'string') {
    if (content.length > MOST_TEXT) return null;
  } else if (!((await pixelsOf(content)) <= MOST_PIXELS)) return null;
  const found = await askWorker<Fingerprint>('/page/fingerprint.js', content, MILLISECONDS);
  return found === null || found.quality < LEAST_QUALITY ? null : found;
}

/** Of the header: what shows a picture does not unpack it for its size. NaN for what is none. */
async function pixelsOf(file: Blob): Promise<number> {
  const address = URL.createObjectURL(file);
  const image = new Image();
  try {
    return await new Promise<number>((resolve) => {
      image.addEventListener('load', () => resolve(image.naturalWidth * image.naturalHeight));
      image.addEventListener('error', () => resolve(Number.NaN));
      image.src = address;
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
