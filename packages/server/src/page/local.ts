import { detectMediaType, isTextType } from '@provenance/content';
import { type LabelReading, readLabels } from '@provenance/labels';
import { locate } from '@provenance/text';

/** What the browser saw by itself, before anything was sent. */
export interface LocalLook {
  readonly mediaType: string | null;
  readonly bytes: number;
  /** Hexadecimal; null: this browser computes none here (it does so only over https or on this machine). */
  readonly sha256: string | null;
  /** Where to look, and no finding. */
  readonly credential: 'seen' | 'elsewhere' | 'unseen';
  readonly labels: LabelReading;
}

/** UUID of the box that a manifest store is (ISO 19566-5, C2PA 2.4 clause 11.1.2). */
const STORE_BOX = Uint8Array.from([
  0x63, 0x32, 0x70, 0x61, 0x00, 0x11, 0x00, 0x10, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71,
]);
/** The property of XMP that links to a store (C2PA 2.4 clause 11.4). */
const LINK = new TextEncoder().encode('dcterms:provenance');

/** Reads a file as far as a browser can without judging it. */
export async function lookHere(bytes: Uint8Array<ArrayBuffer>, stated: string): Promise<LocalLook> {
  const detected = detectMediaType(bytes);
  const mediaType = detected ?? (stated === '' ? null : stated);
  return {
    mediaType,
    bytes: bytes.length,
    sha256: await sha256Of(bytes),
    credential: credentialIn(bytes, mediaType),
    labels: readLabels(bytes, mediaType ?? undefined),
  };
}

async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  if (!globalThis.isSecureContext) return null;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function credentialIn(bytes: Uint8Array, mediaType: string | null): LocalLook['credential'] {
  if (mediaType !== null && isTextType(mediaType)) {
    const location = locate(bytes);
    // What was meant as a credential and counts as none is not unseen.
    if (location.state === 'absent') {
      return location.reason?.startsWith('manifest.') ? 'seen' : 'unseen';
    }
    return location.credential.store === null ? 'elsewhere' : 'seen';
  }
  if (indexOf(bytes, STORE_BOX) >= 0) return 'seen';
  return indexOf(bytes, LINK) >= 0 ? 'elsewhere' : 'unseen';
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  const [first] = wanted;
  for (
    let at = bytes.indexOf(first as number);
    at >= 0;
    at = bytes.indexOf(first as number, at + 1)
  ) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}
