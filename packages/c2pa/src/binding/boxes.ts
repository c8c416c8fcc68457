import { createHash } from 'node:crypto';
import type { MediaType } from '@provenance/content';
import { jpegBoxes, type NamedBox, pngBoxes } from './box-names.ts';
import type { ContentReader } from './content.ts';
import type { BindingFindings } from './findings.ts';
import { HASH_LENGTHS, type HashAssertion } from './hash-assertion.ts';

/** The name of the box with the manifest store. */
const STORE = 'C2PA';

/**
 * A box hash lists the parts of a file by name (C2PA 2.4 clauses 15.12.3 and 18.6). Here: every part of
 * the file is listed, once and in its order; nothing but the manifest store is left out; every byte of
 * the file is in a part; and the hashes are those of the parts. The engine asks none of that of what
 * stands behind the last box listed.
 *
 * Formats whose parts have names that are not known here are not taken for covered.
 */
export function checkBoxesHash(
  content: ContentReader,
  mediaType: MediaType | null,
  assertion: HashAssertion,
): Partial<BindingFindings> {
  const failed = (code: string, why: string) => ({ failure: [assertion.status(code, why)] });
  const entries = readEntries(assertion);
  if (entries === null) return failed('malformed', 'it lists no boxes that can be read');
  if (mediaType !== 'image/jpeg' && mediaType !== 'image/png') {
    const why = 'which bytes of this format its boxes cover is not known here';
    return { informational: [assertion.status('additionalExclusionsPresent', why)] };
  }
  const boxes = mediaType === 'image/png' ? pngBoxes(content) : jpegBoxes(content);
  if (boxes === null) return failed('mismatch', 'bytes of the file are in none of its parts');
  if (boxes.filter(({ name }) => name === STORE).length > 1) {
    return failed('malformed', 'there are several places for a manifest, which no hash covers');
  }
  let next = 0;
  // Old signers do not list the signature of a PNG.
  if (boxes[0]?.name === 'PNGh' && entries[0]?.names[0] !== 'PNGh') next = 1;
  for (const { names, hash, alg, excluded } of entries) {
    const parts = boxes.slice(next, next + names.length);
    next += names.length;
    if (names.some((name, i) => name !== parts[i]?.name)) {
      return failed('unknownBox', 'it lists another part than the file has there');
    }
    if (names[0] === STORE && names.length === 1) continue;
    if (excluded || names.includes(STORE)) {
      return failed('malformed', 'it leaves out more of the content than the manifest');
    }
    if (alg === null) return failed('malformed', 'a hash has no algorithm that is known here');
    if (!hashOf(content, parts, alg).equals(hash)) {
      return failed('mismatch', 'a part of the file is not what was signed');
    }
  }
  return next === boxes.length ? {} : failed('unknownBox', 'parts of the file are not listed');
}

interface Entry {
  readonly names: readonly string[];
  readonly hash: Uint8Array;
  readonly alg: string | null;
  readonly excluded: boolean;
}

/** Null: they are no entries. Ranges left out within a box (2.5) count as left out. */
function readEntries({ fields, alg }: HashAssertion): Entry[] | null {
  const list: unknown = fields.get('boxes');
  if (!Array.isArray(list) || list.length === 0) return null;
  const entries = list.map((entry: unknown): Entry | null => {
    if (!(entry instanceof Map)) return null;
    const names: unknown = entry.get('names');
    const hash: unknown = entry.get('hash');
    const own: unknown = entry.get('alg') ?? alg;
    const isNamed = Array.isArray(names) && names.length > 0 && names.every(isText);
    if (!isNamed || !(hash instanceof Uint8Array)) return null;
    const excluded = (entry.get('excluded') ?? false) !== false || entry.has('exclusions');
    return { names, hash, excluded, alg: HASH_LENGTHS.has(own) ? (own as string) : null };
  });
  return entries.includes(null) ? null : (entries as Entry[]);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** In pieces: a part may be as long as the file. */
const PIECE = 2 ** 20;

function hashOf(content: ContentReader, parts: readonly NamedBox[], alg: string): Buffer {
  const hash = createHash(alg);
  const start = parts[0]!.start;
  const end = parts.at(-1)!.end;
  for (let at = start; at < end; at += PIECE) {
    hash.update(content.read(at, Math.min(PIECE, end - at)));
  }
  return hash.digest();
}
