import sharp, { type Sharp } from 'sharp';

export type Samples = Uint8Array | Uint16Array;

/** Every sample unpredictable (mulberry32): what no lossy step survives unseen. */
export function noise(length: number, bitDepth: 8 | 16 = 8, seed = 1): Samples {
  const samples = bitDepth === 8 ? new Uint8Array(length) : new Uint16Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    samples[i] = (t ^ (t >>> 14)) >>> (32 - bitDepth);
  }
  return samples;
}

/** A photograph's statistics, roughly: smooth, with different gradients a channel. 8 bits. */
export function smooth(width: number, height: number, channels: 1 | 3 | 4): Uint8Array {
  const samples = new Uint8Array(width * height * channels);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++, i++) {
        samples[i] = 128 + 90 * Math.sin((x * (c + 1)) / 17) * Math.cos((y * (3 - c)) / 23);
      }
    }
  }
  return samples;
}

/** A sharp pipeline over raw samples, in the colour space that keeps their layout. */
export function picture(samples: Samples, width: number, height: number, channels: number): Sharp {
  const deep = samples instanceof Uint16Array;
  return sharp(samples, {
    raw: { width, height, channels: channels as 1 | 2 | 3 | 4 },
  }).toColourspace(channels < 3 ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb');
}

/** Peak signal-to-noise ratio of 8-bit samples, in dB. */
export function psnr(a: Samples, b: Samples): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} samples against ${b.length}`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return 10 * Math.log10((255 * 255 * a.length) / sum);
}

const CRC_POLYNOMIAL = 0xedb88320;

/** One PNG chunk with its right checksum. */
export function pngChunk(type: string, data: Uint8Array = new Uint8Array()): Buffer {
  const chunk = Buffer.concat([
    Buffer.alloc(4),
    Buffer.from(type, 'latin1'),
    data,
    Buffer.alloc(4),
  ]);
  chunk.writeUInt32BE(data.length, 0);
  let crc = -1;
  for (const byte of chunk.subarray(4, -4)) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? CRC_POLYNOMIAL : 0);
  }
  chunk.writeInt32BE(~crc, chunk.length - 4);
  return chunk;
}

export function pngHeader(width: number, height: number, bitDepth = 8, colourType = 2): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data[8] = bitDepth;
  data[9] = colourType;
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), pngChunk('IHDR', data)]);
}

/** Overwrites the size in the frame header of a JPEG. */
export function resizeJpegHeader(jpeg: Uint8Array, width: number, height: number): Buffer {
  const bytes = Buffer.from(jpeg);
  let offset = 2;
  while (bytes[offset + 1]! < 0xc0 || bytes[offset + 1]! > 0xc2) {
    offset += 2 + bytes.readUInt16BE(offset + 2);
  }
  bytes.writeUInt16BE(height, offset + 5);
  bytes.writeUInt16BE(width, offset + 7);
  return bytes;
}
