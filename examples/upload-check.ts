// An upload route: hostile bytes in, an answer that can be explained out.
import { fileURLToPath } from 'node:url';
import { loadTrust, ProvenanceError, type Trust, verify } from '@provenance/sdk';
import { generateArt } from './art.ts';

const MAX_UPLOAD_BYTES = 20 * 1024 * 1024;

export interface UploadAnswer {
  status: 200 | 413 | 422;
  /** `invalid`: its credential does not hold, and whether it was altered nobody can tell. */
  label: 'ai' | 'altered' | 'invalid' | 'unknown' | 'other';
  explanation: string;
}

/** What a platform could show beside an upload. */
export async function checkUpload(upload: Uint8Array, trust: Trust): Promise<UploadAnswer> {
  try {
    const { verdict, c2pa } = await verify(upload, {
      trust,
      maxBytes: MAX_UPLOAD_BYTES,
      policy: { require: 'valid' },
      signal: AbortSignal.timeout(10_000),
    });
    const explanation = verdict.sentence;
    if (c2pa.state === 'Error') return { status: 422, label: 'unknown', explanation };
    // A hash proves a change only under a signature that holds: the verdict says so, and the state does not.
    if (verdict.integrity === 'altered') return { status: 200, label: 'altered', explanation };
    if (c2pa.state === 'Invalid') return { status: 200, label: 'invalid', explanation };
    if (verdict.origin.kind.startsWith('ai-')) return { status: 200, label: 'ai', explanation };
    // No evidence is "unknown", never "not AI".
    const label = verdict.origin.kind === 'unknown' ? 'unknown' : 'other';
    return { status: 200, label, explanation };
  } catch (error) {
    if (error instanceof ProvenanceError && error.code === 'CONTENT_TOO_LARGE') {
      return { status: 413, label: 'unknown', explanation: error.message };
    }
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // In production: the C2PA trust list, as PEM.
  const trust = await loadTrust({});
  console.log(await checkUpload(await generateArt(3), trust));
  console.log(await checkUpload(new TextEncoder().encode('not a picture'), trust));
}
