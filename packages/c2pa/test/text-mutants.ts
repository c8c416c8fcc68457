import { createHash } from 'node:crypto';
import { encodeWrapper, locate, strip } from '@provenance/text';
import { checkTextBinding } from '../src/binding/text.ts';
import { findSignedParts } from '../src/binding/text-parts.ts';
import {
  loadTrust,
  type Origin,
  type Signer,
  signText,
  type Trust,
  verifyText,
} from '../src/index.ts';
import { readSigned } from '../src/store/signed.ts';

/** What became of mutants. All that is in `wrong` is a defect. */
export interface Tally {
  mutants: number;
  /** Nothing was located. */
  absent: number;
  /** Located, and the hash does not match. */
  mismatched: number;
  /** Located, the hash matches, and the text is what was signed: only its wrapper looks different. */
  same: number;
  /** Validated by the engine as well, for the store is another one. */
  validated: number;
  /** Parts that were found to be still what was signed. */
  parts: number;
  readonly wrong: string[];
}

interface Signed {
  readonly bytes: Buffer;
  /** What was signed, without its credential. */
  readonly visible: Buffer;
  readonly store: Uint8Array;
  readonly fileName: string;
}

const origin: Origin = { kind: 'created', generator: { name: 'test', version: '1' } };

const TEXTS: readonly (readonly [fileName: string, text: string])[] = [
  ['a.txt', 'A signed text: é, 世界, 👩\u200d👩\u200d👧 and ❤\ufe0f.\n'],
  ['b.txt', 'x'],
  [
    'c.html',
    '<!doctype html>\n<html><head><title>t</title></head><body><p>text</p></body></html>\n',
  ],
  ['d.md', '---\ntitle: t\n---\n\n# A title\n'],
  ['e.js', 'const a = 1;\r\nconst b = 2;\r\n'],
];

/** Mulberry32: the same seed gives the same mutants everywhere. */
export function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const SELECTORS = Array.from({ length: 256 }, (_, byte) =>
  Buffer.from(String.fromCodePoint(byte < 16 ? 0xfe00 + byte : 0xe0100 + byte - 16)),
);
const MARK = Buffer.from('\ufeff');

type Mutation = (bytes: Buffer, random: (below: number) => number) => Buffer;

const splice = (bytes: Buffer, at: number, remove: number, insert: Uint8Array) =>
  Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    const at = random(bytes.length);
    changed[at]! ^= 1 << random(8);
    return changed;
  },
  // In the header of the wrapper: mark, magic, version, length.
  (bytes, random) => {
    const at = Math.max(0, bytes.indexOf(MARK, 1)) + random(60);
    return splice(bytes, at - (at % 1), 4, SELECTORS[random(256)]!);
  },
  (bytes, random) => {
    const start = bytes.indexOf(MARK, 1);
    if (start < 0) return bytes.subarray(0, random(bytes.length + 1));
    // Behind the mark, eight selectors of magic (one has 3 bytes) and the version.
    const length = [0, 1, 2, 3].map(() => SELECTORS[random(4) === 0 ? 255 : random(256)]!);
    return splice(bytes, start + 37, 12 + random(5), Buffer.concat(length));
  },
  (bytes, random) => bytes.subarray(0, random(bytes.length + 1)),
  (bytes, random) => bytes.subarray(random(Math.min(bytes.length, 200))),
  (bytes, random) => splice(bytes, random(bytes.length), 1 + random(16), Buffer.alloc(0)),
  (bytes, random) => splice(bytes, random(bytes.length), 0, SELECTORS[random(256)]!),
  (bytes, random) => splice(bytes, random(bytes.length), 0, MARK),
  (bytes, random) => splice(bytes, random(bytes.length), random(3), Buffer.of(random(256))),
  (bytes, random) => {
    const [from, length] = [random(bytes.length), 1 + random(400)];
    return splice(bytes, random(bytes.length), random(8), bytes.subarray(from, from + length));
  },
  // A second one, whole or in part, before or behind.
  (bytes, random) => Buffer.concat([bytes, bytes.subarray(random(bytes.length))]),
  (bytes, random) => Buffer.concat([bytes.subarray(0, random(bytes.length)), bytes]),
  // With text around it.
  (bytes, random) =>
    Buffer.concat([Buffer.from('Ann:\n'), bytes, Buffer.from('\nB'.repeat(random(3)))]),
  // What can be seen: the beginning and the end of nearly every text.
  (bytes, random) =>
    splice(bytes, random(12), random(2), Buffer.from(['e', 'Z', '\n', ' ', 'é'][random(5)]!)),
  (bytes, random) =>
    splice(bytes, bytes.length - random(8), 0, Buffer.from(['e', '\n', ' '][random(3)]!)),
];

/** One mutant in so many has a hash that fits another text: the signature has to find that out. */
const FORGED_ONE_IN = 2000;

/**
 * Mutates signed texts and looks at each as `verifyText` does: what is located, whether its hash
 * matches, and the engine's word where the store differs from the signed one.
 */
export async function fuzzTexts(
  signer: Signer,
  root: string,
  { count, seed, progress }: { count: number; seed: number; progress?: (done: number) => void },
): Promise<Tally> {
  const trust = await loadTrust({ anchors: root });
  const signed = await Promise.all(TEXTS.map(([fileName, text]) => sign(signer, fileName, text)));
  const random = generator(seed);
  const tally: Tally = {
    mutants: 0,
    absent: 0,
    mismatched: 0,
    same: 0,
    validated: 0,
    parts: 0,
    wrong: [],
  };
  for (let i = 0; i < count; i++) {
    const original = signed[random(signed.length)]!;
    let mutant = original.bytes;
    if (random(FORGED_ONE_IN) === 0) mutant = forge(original);
    else
      for (let n = 1 + random(3); n > 0; n--)
        mutant = MUTATIONS[random(MUTATIONS.length)]!(mutant, random);
    try {
      const wrong = await look(mutant, original, trust, tally);
      if (wrong !== null) tally.wrong.push(`mutant ${i} of ${original.fileName}: ${wrong}`);
    } catch (error) {
      tally.wrong.push(`mutant ${i} of ${original.fileName}: ${String(error)}`);
    }
    tally.mutants++;
    if (i % 10_000 === 9_999) progress?.(i + 1);
  }
  return tally;
}

async function sign(signer: Signer, fileName: string, text: string): Promise<Signed> {
  const { text: bytes, manifestStore } = await signText(
    new TextEncoder().encode(text),
    origin,
    signer,
    {
      fileName,
    },
  );
  return { bytes: Buffer.from(bytes), visible: Buffer.from(text), store: manifestStore, fileName };
}

/** Another plain text, and the store with its hash in it: everything fits but the signed claim. */
function forge({ store }: Signed): Buffer {
  const forged = Buffer.from(store);
  const visible = Buffer.from('Another text.');
  const { assertions } = readSigned(store).active;
  const assertion = assertions.find(({ label }) => label === 'c2pa.hash.data');
  const at = forged.indexOf(assertion!.content);
  const hash = forged.indexOf(Buffer.of(0x58, 32), at) + 2;
  createHash('sha256').update(visible).digest().copy(forged, hash);
  return Buffer.concat([visible, encodeWrapper(forged)]);
}

/** What is wrong with how a mutant is taken; null if nothing. */
async function look(
  mutant: Buffer,
  original: Signed,
  trust: Trust,
  tally: Tally,
): Promise<string | null> {
  const location = locate(mutant);
  let held = 0;
  for (const { store, reference } of location.candidates) held += (store ?? reference ?? '').length;
  if (held > mutant.length) return `${held} bytes of stores out of ${mutant.length}`;
  if (location.candidates.length > 0) {
    for (const { bound } of findSignedParts(mutant, location.candidates)) {
      tally.parts++;
      const part = Buffer.from(strip(bound.bytes, bound.method));
      const isForged = part.equals(Buffer.from('Another text.'));
      if (!isForged && !isSigned(part, original)) return `a part that nobody signed: ${part}`;
    }
  }
  if (location.state === 'absent' || location.credential.store === null) {
    tally.absent++;
    return null;
  }
  const { store, method } = location.credential;
  const bound = { bytes: mutant, method, exclusion: location.exclusion };
  if (!matches(bound, store)) {
    tally.mismatched++;
    return null;
  }
  const visible = Buffer.from(strip(mutant, method));
  if (isSigned(visible, original) && Buffer.compare(store, original.store) === 0) {
    tally.same++;
    return null;
  }
  tally.validated++;
  const { fileName } = original;
  const { state } = await verifyText(mutant, { trust, fileName });
  const holds = state === 'Valid' || state === 'Trusted';
  return holds && !isSigned(visible, original) ? `${state}, and the text is another` : null;
}

/** As it was signed, or canonically equivalent to it. */
function isSigned(visible: Buffer, { visible: signed }: Signed): boolean {
  return String(visible).normalize('NFC') === String(signed).normalize('NFC');
}

function matches(bound: Parameters<typeof checkTextBinding>[0], store: Uint8Array): boolean {
  try {
    const findings = checkTextBinding(bound, readSigned(store).active);
    return findings !== null && findings.failure.length === 0;
  } catch {
    return false;
  }
}
