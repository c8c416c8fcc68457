import sharp from 'sharp';

type Format = 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff';

/** Blurred noise, in which a mark can hide. */
export async function picture(
  format: Format,
  { seed = 7, side = 256 }: { seed?: number; side?: number } = {},
): Promise<Uint8Array> {
  const data = Buffer.alloc(side * side * 3);
  let state = seed;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state >>> 24;
  }
  const raw = { width: side, height: side, channels: 3 } as const;
  return sharp(data, { raw }).blur(2.5).toFormat(format, { quality: 90 }).toBuffer();
}

/** One colour and small: no mark can be read back from it. */
export function flat(format: Format): Promise<Uint8Array> {
  const create = { width: 100, height: 100, channels: 3, background: 'gray' } as const;
  return sharp({ create }).toFormat(format).toBuffer();
}

/** Two frames, each with room for a mark. */
export async function animation(format: 'gif' | 'webp'): Promise<Uint8Array> {
  const frames = await Promise.all([1, 2].map((seed) => picture('png', { seed })));
  return sharp(frames.map(Buffer.from), { join: { animated: true } })
    .toFormat(format)
    .toBuffer();
}

/** Silence, half a second of it. */
export function wav(): Uint8Array {
  const samples = 4000;
  const bytes = Buffer.alloc(44 + samples);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + samples, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8000, 24);
  bytes.writeUInt32LE(8000, 28);
  bytes.writeUInt16LE(1, 32);
  bytes.writeUInt16LE(8, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(samples, 40);
  bytes.fill(128, 44);
  return bytes;
}
