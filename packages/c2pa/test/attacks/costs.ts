import { deflateSync } from 'node:zlib';
import {
  assertionBox,
  assertionsOf,
  copyOf,
  find,
  forgeManifest,
  type Identity,
  ingredient,
  list,
  plainBox,
  resign,
  setAssertions,
  storeOf,
  writeBox,
} from '../forge.ts';
import type { Host } from '../forge-host.ts';
import {
  type Attack,
  type Attacked,
  created,
  honest,
  note,
  put,
  type Relationship,
} from './attack.ts';

const MALFORMED = 'manifest.inaccessible.malformed';

/** The formats in which a store lies in its own way, for what the store alone decides. */
const isOneOfEach = ({ name }: Host) =>
  [
    'image/jpeg',
    'image/png',
    'image/gif',
    'image/avif',
    'image/svg+xml',
    'audio/mpeg',
    'text/plain',
    'beside a JPEG',
  ].includes(name);

/** Each manifest names the one below so often: the engine goes every way by itself. */
function tower(
  host: Host,
  identity: Identity,
  depth: number,
  times: number,
  relationship: Relationship,
): Attacked {
  const manifests = [honest(host, identity)];
  for (let level = 1; level < depth; level++) {
    const below = manifests.at(-1)!;
    const named = Array.from({ length: times }, (_, i) =>
      assertionBox({
        label: i === 0 ? 'c2pa.ingredient.v3' : `c2pa.ingredient.v3__${i}`,
        data: ingredient(relationship, below),
      }),
    );
    const assertions = [created, ...named, copyOf(host.binding)];
    manifests.push(forgeManifest({ assertions }, identity));
  }
  return put(host, ...manifests);
}

/** A manifest that names itself, or one above it: its hash can be no hash of what it names. */
function circle(host: Host, identity: Identity, relationship: Relationship): Attacked {
  const below = honest(host, identity);
  const label = `urn:c2pa:00000000-0000-4000-8000-000000000002`;
  const named = assertionBox({
    label: 'c2pa.ingredient.v3',
    data: ingredient(relationship, below),
  });
  const active = forgeManifest(
    { label, assertions: [created, named, copyOf(host.binding)] },
    identity,
  );
  const back = assertionBox({
    label: 'c2pa.ingredient.v3',
    data: ingredient(relationship, active),
  });
  setAssertions(below, [...assertionsOf(below), back]);
  list(below);
  resign(below, identity);
  return put(host, below, active);
}

/** One manifest with a note of this content. */
function noted(host: Host, identity: Identity, content: Uint8Array, type = 'cbor'): Attacked {
  const manifest = honest(host, identity, note);
  find(manifest, 'c2pa.assertions', 'com.example.note').children[1] = plainBox(type, content);
  list(manifest);
  resign(manifest, identity);
  return put(host, manifest);
}

function costly(
  name: string,
  forged: (host: Host, identity: Identity) => Attacked,
  { code = MALFORMED, ...more }: Partial<Omit<Attack, 'code'>> & { code?: string | null } = {},
): Attack {
  return {
    finding: 'H5',
    name,
    by: 'anybody',
    occursIn: isOneOfEach,
    forged: (host, { us }) => forged(host, us),
    twin: (host, { us }) => put(host, honest(host, us, note)),
    state: 'refused',
    ...(code !== null && { code }),
    ...more,
  };
}

/** An ID3 frame that is compressed a thousand times: version 2.3, whose flag for it is 0x80. */
function bomb(bytes: Uint8Array): Buffer {
  const data = deflateSync(Buffer.alloc(2 ** 28));
  const frame = Buffer.alloc(14);
  frame.write('GEOB');
  frame.writeUInt32BE(4 + data.length, 4);
  frame[9] = 0x80;
  frame.writeUInt32BE(2 ** 28, 10);
  const body = Buffer.concat([frame, data]);
  const tag = Buffer.from('ID3\x03\0\0\0\0\0\0', 'latin1');
  for (let i = 0; i < 4; i++) tag[9 - i] = (body.length >> (7 * i)) & 0x7f;
  const old = Buffer.from(bytes);
  const length = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + old[at]!, 0);
  return Buffer.concat([tag, body, old.subarray(10 + length)]);
}

/** What a verdict costs: no file takes the engine for minutes or gigabytes. */
export const costAttacks: readonly Attack[] = [
  ...(['inputTo', 'componentOf', 'parentOf'] as const).map((relationship) =>
    costly(
      `24 manifests, each of which names the one below twice (${relationship})`,
      (host, us) => tower(host, us, 24, 2, relationship),
      {
        twin: (host, { us }) =>
          tower(host, us, 4, relationship === 'parentOf' ? 1 : 2, relationship),
      },
    ),
  ),
  ...(['inputTo', 'parentOf'] as const).map((relationship) =>
    costly(`two manifests that name each other (${relationship})`, (host, us) =>
      circle(host, us, relationship),
    ),
  ),
  costly('a text of 4 GiB in 7 bytes of CBOR', (host, us) =>
    noted(host, us, Buffer.from('a1617a7affffffff', 'hex')),
  ),
  costly(
    'arrays that say to have 2^32 entries',
    (host, us) => noted(host, us, Buffer.from('a1617a9bffffffffffffffff', 'hex')),
    { code: null },
  ),
  costly(
    'an assertion nested 20,000 deep',
    (host, us) => noted(host, us, Buffer.concat([Buffer.alloc(20_000, 0x81), Buffer.of(0)])),
    { code: null },
  ),
  costly(
    'an assertion of 300,000 values in 300 kB',
    (host, us) => {
      const manifest = honest(host, us, {
        label: 'com.example.note',
        data: new Array(60_000).fill([[[[[]]]]]),
      });
      return { bytes: host.bytes, manifest: writeBox(storeOf(manifest)) };
    },
    { occursIn: ({ name }) => name === 'beside a JPEG', finding: null },
  ),
  costly(
    'a frame of an ID3 tag that was compressed a thousand times',
    (host, us) => {
      const { bytes } = put(host, honest(host, us, note));
      return { bytes: bomb(bytes) };
    },
    { occursIn: ({ mediaType }) => mediaType === 'audio/mpeg', finding: 'M10' },
  ),
];
