import { beforeAll, describe, expect, it } from 'vitest';
import { loadTrust, pemSigner, readCredentials, type Signer, signContent } from '../src/index.ts';
import type { Trust } from '../src/trust/lists.ts';
import { makeCertificates } from './certificates.ts';
import { makeJpeg, makePng, makeWebp } from './pictures.ts';

interface Region {
  readonly reason: string;
  readonly start: number;
  readonly end: number;
}

/** The bytes of a signed file that no hash and no signature covers, and that nothing is read from. */
function uncoveredRegions(bytes: Buffer, mediaType: string): Region[] {
  const boxes: number[] = [];
  for (let at = bytes.indexOf('jumb'); at !== -1; at = bytes.indexOf('jumb', at + 4)) {
    boxes.push(at);
  }
  const [store, manifest] = boxes as [number, number];
  const signature = boxes.at(-1) as number;
  const claim = boxes.at(-2) as number;
  // A box's description: length, 'jumd', 16 bytes of type, toggles, label.
  const toggles = (box: number) => box + 28;
  const length = (box: number, reason: string) => ({ reason, start: box - 4, end: box });
  const label = (box: number, reason: string) => {
    const start = toggles(box) + 1;
    return { reason, start, end: bytes.indexOf(0, start) };
  };
  // C2PA 2.4 13.2: what is hashed is the contents of assertion boxes, what is signed is the claim's
  // CBOR. The engine hashes descriptions as it reads them, without their unused bits.
  const regions = [
    length(store, 'length of the store: the container says it too'),
    length(manifest, 'length of the manifest box'),
    length(signature, 'length of the signature box'),
    label(store, 'label of the store: there is only one'),
    label(claim, 'label of the claim box: its version number'),
    ...boxes.map((box) => ({
      reason: 'toggles: three of the bits mean nothing',
      start: toggles(box),
      end: toggles(box) + 1,
    })),
  ];
  // RFC 9052 4.2: the unprotected header, which is only padding here, and the payload, which is nil.
  const pad = bytes.lastIndexOf('cpadY');
  const end = pad + 7 + bytes.readUInt16BE(pad + 5);
  regions.push({ reason: 'COSE: unprotected header and nil', start: pad, end: end + 1 });
  if (mediaType === 'image/png') {
    const storeEnd = store - 4 + bytes.readUInt32BE(store - 4);
    regions.push({ reason: 'CRC of the caBX chunk', start: storeEnd, end: storeEnd + 4 });
  }
  if (mediaType === 'image/jpeg') {
    const header = { start: store - 12, end: store - 4 };
    regions.push({ reason: 'APP11: identifier, box number, packet number', ...header });
  }
  return regions;
}

const files: [string, () => Promise<Buffer>][] = [
  ['image/jpeg', () => makeJpeg(40, 30)],
  ['image/png', () => makePng(20, 15)],
  ['image/webp', () => makeWebp(40, 30)],
];

describe('one flipped byte', () => {
  let signer: Signer;
  let trust: Trust;
  beforeAll(async () => {
    const made = await makeCertificates('ES256');
    signer = await pemSigner(made);
    trust = await loadTrust({ anchors: made.root });
  });

  it.each(files)('in %s never passes where anything covers it', async (mediaType, make) => {
    const origin = { kind: 'created', generator: { name: 'test', version: '1' } } as const;
    const signed = Buffer.from((await signContent(await make(), origin, signer)).bytes);
    const regions = uncoveredRegions(signed, mediaType);
    const escaped: number[] = [];
    let caught = 0;
    // Every 97th byte of larger files is every 11th here: the same number of cases, more of them odd.
    for (let at = 0; at < signed.length; at += 11) {
      for (const mask of [0x01, 0xff]) {
        const flipped = Buffer.from(signed);
        flipped[at]! ^= mask;
        const { state } = await readCredentials(flipped, { trust });
        const intact = state === 'Trusted' || state === 'Valid';
        if (!intact) caught++;
        else if (!regions.some(({ start, end }) => at >= start && at < end)) escaped.push(at);
      }
    }
    expect(escaped).toEqual([]);
    expect(caught).toBeGreaterThan(signed.length / 11);
  });
});
