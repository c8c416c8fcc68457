import { candidatesIn } from './candidates.ts';
import { looksLikeHtml } from './format.ts';
import type { AbsenceReason, Candidate, Credential, Location, TextMethod } from './location.ts';
import { isUtf8 } from './utf8.ts';

const SEVERAL: Readonly<Record<TextMethod, AbsenceReason>> = {
  html: 'manifest.html.multipleManifests',
  unstructured: 'manifest.text.multipleWrappers',
  structured: 'manifest.structuredText.multipleReferences',
};

/** Further candidates are looked at, and not described: a text can have millions. */
const DESCRIBED = 64;

/**
 * Looks for the manifest of a text. Exactly one complete candidate is a manifest; with none or several
 * nothing is located (C2PA 2.5), and the code of 2.4 says why. One that is not complete is ordinary
 * text beside one that is: else whoever can append to a text could take its credential away. Nothing
 * is validated here, and nothing is fetched.
 *
 * A text that was copied with others around it is found all the same: if `start` is that of the
 * exclusion in its manifest, what was signed began `start` bytes before the credential. Of several
 * signed texts in one, each stands in `candidates` with its range, and can be located alone.
 *
 * @param bytes the text as stored; for wrappers it must be UTF-8
 * @param method by default all that the text could have, in the order HTML (if it begins as HTML does),
 *   structured, unstructured: the first that is found, else the first reason
 * @throws TypeError if the bytes are not a Uint8Array
 */
export function locate(bytes: Uint8Array, method?: TextMethod): Location {
  assertBytes(bytes);
  let absent: Location | null = null;
  for (const each of method === undefined ? methodsOf(bytes) : [method]) {
    const location = locateBy(bytes, each);
    if (location.state === 'found') return location;
    if (absent === null || (absent.state === 'absent' && absent.reason === null)) absent = location;
  }
  return absent!;
}

/** The methods that a text may have been signed by. */
export function methodsOf(bytes: Uint8Array): readonly TextMethod[] {
  return looksLikeHtml(bytes)
    ? ['html', 'structured', 'unstructured']
    : ['structured', 'unstructured'];
}

export function assertBytes(bytes: Uint8Array): void {
  if (!(bytes instanceof Uint8Array)) throw new TypeError('A text is given as a Uint8Array.');
}

function locateBy(bytes: Uint8Array, method: TextMethod): Location {
  const candidates: Candidate[] = [];
  let credential: Candidate | null = null;
  let several = false;
  let headTooLarge = false;
  for (const candidate of candidatesIn(bytes, method)) {
    if (candidates.length < DESCRIBED) candidates.push(candidate);
    if (candidate.problem === 'text.headTooLarge') headTooLarge = true;
    if (candidate.problem !== null) continue;
    several = credential !== null;
    credential ??= candidate;
  }
  const absent = (reason: AbsenceReason | null): Location => ({
    state: 'absent',
    reason,
    candidates,
  });
  // What was not read may hold another one.
  if (headTooLarge) return absent('text.headTooLarge');
  if (several) return absent(SEVERAL[method]);
  if (credential === null) return absent(candidates[0]?.problem ?? null);
  if (method === 'unstructured' && !isUtf8(bytes)) return absent('text.notUtf8');
  const linked = method === 'html' && credential.reference !== null;
  return {
    state: 'found',
    credential: credential as Credential,
    exclusion: linked ? null : credential.range,
    candidates,
  };
}
