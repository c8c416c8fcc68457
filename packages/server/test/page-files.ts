import { crc32 } from 'node:zlib';
import { createDevelopmentCertificates, loadTrust, pemSigner, sign } from '@provenance/sdk';
import sharp from 'sharp';
import { illustrated, small } from './illustrated.ts';
import { art, type Fixture } from './service.ts';

/** One thing that somebody brings to the page. */
export interface Brought {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

const PAINTER = { name: 'painter', version: '2' };
const generator = { name: 'Example Studio', version: '1' };

/** Pictures and texts of all kinds that the page tells apart, made against a service at `url`. */
export async function pageFiles(f: Fixture, url: string) {
  const mark = async (bytes: Uint8Array) => {
    const response = await fetch(`${url}/v1/mark?model=painter&modelVersion=2&title=Nebula`, {
      method: 'POST',
      headers: f.bearer('mark'),
      body: bytes as never,
    });
    if (!response.ok) throw new Error(await response.text());
    return new Uint8Array(await response.arrayBuffer());
  };
  const png = (name: string, bytes: Uint8Array): Brought => ({ name, type: 'image/png', bytes });
  const marked = await mark(await picture(1));
  const other = await createDevelopmentCertificates({
    alg: 'Ed25519',
    organization: 'Elsewhere Studio',
  });
  const foreign = await sign(
    await picture(2),
    { kind: 'created', generator, model: { name: 'elsewhere', version: '1' } },
    { signer: await pemSigner(other) },
  );
  const trust = await loadTrust({ anchors: f.certificates.root });
  const edited = await sign(
    await picture(3),
    { kind: 'edited', generator, parent: marked, model: PAINTER },
    { signer: f.signer, trust },
  );
  const article = `The sea was calm that night, and the lamps of the boats stood still on it.
Nobody in the harbour knew yet that the ferry had turned back at the second buoy.
An old man mended his net by the light of the kitchen window, and counted the knots aloud.
Towards morning a wind came up from the south, which smelled of rain and of cut grass.
The first gulls left the roof of the fish hall when the baker opened his shutters.
By noon everyone spoke of the letter, though only three of them had read any of it.
It said that the lighthouse would be sold, with its garden and all that lay in the sheds.
`;
  const text = await sign(
    { text: article },
    { kind: 'created', generator, model: PAINTER },
    { signer: f.signer },
  );
  const madeOf = await illustrated(f, await picture(6), {
    parent: await small(await picture(7)),
    component: await small(await picture(8)),
  });
  const plain = await picture(4);
  const labelled = withChunk(
    await picture(5),
    'tEXt',
    'parameters\0a lighthouse at night\nSteps: 20, Sampler: Euler a, Seed: 7, Model: dreams',
  );
  return {
    marked: png('nebula.png', marked),
    stripped: {
      name: 'nebula.jpg',
      type: 'image/jpeg',
      bytes: await sharp(marked).jpeg({ quality: 85 }).toBuffer(),
    },
    tampered: png('nebula-changed.png', withChunk(marked, 'tEXt', 'Comment\0written afterwards')),
    foreign: png('studio.png', foreign.bytes),
    edited: png('edit.png', edited.bytes),
    illustrated: png('collage.png', madeOf),
    partly: png('pasted.png', await covered(marked)),
    unmarked: png('holiday.png', plain),
    labelled: png('lighthouse.png', labelled),
    hostileName: png('<img src=x onerror=alert(1)>.png', plain),
    text: text.text,
    plainText: article,
  };
}

export type PageFiles = Awaited<ReturnType<typeof pageFiles>>;

/** Soft hills of colour under a little grain. */
export async function picture(seed: number, side = 512): Promise<Uint8Array> {
  const grain = await sharp(await art(seed, side))
    .linear(0.35, 0)
    .toBuffer();
  const hue = (seed * 67) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="hsl(${hue} 60% 30%)"/><stop offset="1" stop-color="hsl(${hue + 50} 70% 70%)"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#s)"/><circle cx="${150 + 40 * seed}" cy="150" r="60" fill="hsl(${hue + 60} 90% 85%)"/><path d="M0 360 Q130 260 260 350 T512 320 V512 H0Z" fill="hsl(${hue} 40% 25%)"/><path d="M0 430 Q180 350 330 430 T512 400 V512 H0Z" fill="hsl(${hue} 45% 16%)"/></svg>`;
  return sharp(Buffer.from(svg))
    .removeAlpha()
    .composite([{ input: grain, blend: 'soft-light' }])
    .png()
    .toBuffer();
}

/** With something else pasted over its right half, and no credential left. */
async function covered(png: Uint8Array): Promise<Uint8Array> {
  const other = await sharp(await picture(9))
    .resize(256, 512, { fit: 'cover' })
    .toBuffer();
  return sharp(png)
    .composite([{ input: other, left: 256, top: 0 }])
    .png()
    .toBuffer();
}

/** The PNG with one more chunk before its end. */
function withChunk(png: Uint8Array, type: string, data: string): Uint8Array {
  const body = Buffer.from(`${type}${data}`, 'latin1');
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  const end = png.length - 12;
  return Buffer.concat([png.subarray(0, end), chunk, png.subarray(end)]);
}
