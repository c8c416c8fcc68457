import { type CredentialHere, judgeHere } from './judge-here.ts';
import { askWorker } from './workers.ts';

/** Of these the hash is over ranges of bytes, which leaves the least to a reader's judgement. */
const TYPES = /^image\/(jpeg|png|webp|gif)$/;
const MOST_BYTES = 2 ** 26;
/** The reader is some megabytes and comes over the network. */
const MILLISECONDS = 30_000;

/** Null: it is not looked at here. */
export async function checkCredential(
  bytes: Uint8Array<ArrayBuffer>,
  mediaType: string | null,
): Promise<CredentialHere | null> {
  if (!TYPES.test(mediaType ?? '') || bytes.length > MOST_BYTES) return null;
  const question = { bytes, mediaType };
  return judgeHere(await askWorker('/page/credential.js', question, MILLISECONDS));
}
