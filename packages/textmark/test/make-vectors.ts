// Makes test-vectors/textmark/own.json: what is ours and nobody else has vectors of.
// node --conditions=@provenance/source --import=tsx packages/textmark/test/make-vectors.ts
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { readEvidence } from '../src/content-id/evidence.ts';
import { labelOf, type Role, readRole } from '../src/content-id/role.ts';
import { formatContentId, parseContentId, wordOf } from '../src/content-id/word.ts';
import {
  checkedContentId,
  createTextMarker,
  deriveTextMarkKey,
  detectTokens,
  TEXT_MARK_SCHEMES,
} from '../src/index.ts';
import { secretOf } from '../src/key/key.ts';
import { openKey } from '../src/prf/open.ts';
import { folder } from './reference.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const hexWord = (word: number) => (word >>> 0).toString(16).padStart(8, '0');
const traced = 'provenance-traced-siphash-v1';

/** Everything that the file holds, made anew. */
export function makeVectors() {
  const master = Uint8Array.from({ length: 32 }, (_, i) => i);
  const key = deriveTextMarkKey(master, traced);
  const opened = openKey(key);
  if (opened.family !== 'own') throw new Error('The traced scheme is our own.');
  const contexts = [
    [-1, -1, -1],
    [-1, -1, 7],
    [1, 2, 3],
    [3, 2, 1],
    [100, 2000, 30_000],
    [151_935, 0, 4],
  ];
  const roles = contexts.map((context) => {
    const role: Role = { presence: false, step: 0, seed: 0 };
    opened.prf.context(Int32Array.from(context), 0, 3);
    readRole(opened.prf, 0.25, role);
    const labels = [0, 1, 2048, 4095].map((window) => labelOf(role.seed, window));
    return { context, presence: role.presence, step: role.step, seed: hexWord(role.seed), labels };
  });
  const ids = ['0000000000000000', '0000000000000001', '0123456789abcdef', 'ffffffffffffffff'];
  const words = ids.map((id) => {
    const [low, high] = wordOf(key, parseContentId(id));
    return { id, word: hexWord(high!) + hexWord(low!) };
  });
  const chosen = Uint8Array.of(0x01, 0x23, 0x45, 0x67);
  const contentId = formatContentId(checkedContentId(key, chosen));
  const text = (options: object, name: typeof traced | 'provenance-gumbel-siphash-v1') => {
    const marker = createTextMarker(deriveTextMarkKey(master, name), options);
    const generated: number[] = [];
    const logits = new Float64Array(1000);
    for (let i = 0; i < 120; i++) generated.push(marker.sample({ logits }, { generated }).id);
    const [test] = detectTokens(generated, [marker.key], { scan: false }).tests;
    return { ids: generated, scored: test!.scored, logP: test!.logP };
  };
  const own = text({}, 'provenance-gumbel-siphash-v1');
  const carrying = text({ contentId }, traced);
  const evidence = readEvidence(key, Int32Array.from(carrying.ids));
  return {
    about:
      'Our own schemes. The master key is 00 01 .. 1f; ids are token ids, -1 a position before the first. Texts are 120 draws among the ids 0 to 999 with equal logits.',
    keys: TEXT_MARK_SCHEMES.map((scheme) => {
      const made = deriveTextMarkKey(master, scheme);
      return { scheme, key: hex(secretOf(made).bytes), kid: made.kid };
    }),
    tenant: {
      tenant: 'example',
      scheme: traced,
      kid: deriveTextMarkKey(master, traced, { tenant: 'example' }).kid,
    },
    roles,
    words,
    checked: { chosen: hex(chosen), contentId },
    texts: [
      { scheme: 'provenance-gumbel-siphash-v1', ...own },
      { scheme: traced, contentId, carrying: evidence.count, ...carrying },
    ],
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(new URL('own.json', folder), `${JSON.stringify(makeVectors(), null, 2)}\n`);
}
