import sharp from 'sharp';

/** A small picture with some detail, in the formats sharp writes. */
function picture(width: number, height: number) {
  const pixels = Buffer.alloc(width * height * 3);
  for (let i = 0; i < pixels.length; i++) pixels[i] = (i * i + (i % 7) * 31) % 256;
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

export const makeJpeg = (width = 24, height = 16) => picture(width, height).jpeg().toBuffer();
export const makePng = (width = 24, height = 16) => picture(width, height).png().toBuffer();
export const makeWebp = (width = 24, height = 16) => picture(width, height).webp().toBuffer();

/**
 * A HEIC by its boxes: an AVIF whose brands and whose item say HEVC. What it codes is not that, so it can be
 * signed and not decoded, as a HEIC where no decoder for it is.
 */
export function asHeic(avif: Uint8Array): Uint8Array {
  const bytes = Buffer.from(avif);
  const names = { avif: 'heic', avis: 'hevc', MA1B: 'heix', av01: 'hvc1', av1C: 'hvcC' };
  const end = bytes.indexOf('mdat', 0, 'latin1');
  for (const [name, heic] of Object.entries(names)) {
    for (let at = bytes.indexOf(name); at >= 0 && at < end; at = bytes.indexOf(name, at + 4)) {
      bytes.write(heic, at, 'latin1');
    }
  }
  return Uint8Array.from(bytes);
}

/** One small file of every format that a test can make. */
export async function makeFiles(): Promise<Record<string, Buffer>> {
  return {
    'image/jpeg': await makeJpeg(),
    'image/png': await makePng(),
    'image/webp': await makeWebp(),
    'image/avif': await picture(24, 16).avif().toBuffer(),
    'image/tiff': await picture(24, 16).tiff().toBuffer(),
    'image/gif': await picture(24, 16).gif().toBuffer(),
    'image/svg+xml': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>'),
    'audio/wav': makeWav(),
    'audio/mpeg': makeMp3(),
    'video/mp4': makeMp4(),
    'video/x-msvideo': makeAvi(),
  };
}

function riff(form: string, ...chunks: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from(form), ...chunks]);
  return Buffer.concat([Buffer.from('RIFF'), uint32(body.length), body]);
}

function chunk(type: string, contents: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), uint32(contents.length), contents]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function makeWav(): Buffer {
  const format = Buffer.from('0100010040 1f0000 803e0000 02001000'.replaceAll(' ', ''), 'hex');
  return riff('WAVE', chunk('fmt ', format), chunk('data', Buffer.alloc(400)));
}

function makeAvi(): Buffer {
  return riff('AVI ', chunk('LIST', Buffer.from('movi')), chunk('idx1', Buffer.alloc(16)));
}

/** An empty ID3 tag and four silent frames of 128 kbit/s. */
function makeMp3(): Buffer {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0x64]);
  return Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), frame, frame, frame, frame]);
}

export function box(type: string, ...contents: Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + body.length);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}

/** Sound and pictures in fragments of a second, as recorders and DASH write them: eleven boxes each. */
export function makeFragmentedMp4(seconds: number): Buffer {
  const number = (...values: number[]) => {
    const bytes = Buffer.alloc(4 * values.length);
    for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i);
    return bytes;
  };
  const header = Buffer.alloc(100);
  header.writeUInt32BE(1000, 12);
  const tracks = [1, 2];
  const extends_ = tracks.map((track) => box('trex', number(0, track, 1, 1000, 0, 0)));
  const fragment = (at: number) => {
    const media = Buffer.alloc(4400, at & 0xff);
    const runs = tracks.map((track) =>
      box(
        'traf',
        box('tfhd', number(0x020000, track)),
        box('tfdt', number(0, at * 1000)),
        box('trun', number(0x200, 1, media.length / 2)),
      ),
    );
    return Buffer.concat([
      box('moof', box('mfhd', number(0, at + 1)), ...runs),
      box('mdat', media),
    ]);
  };
  return Buffer.concat([
    box('ftyp', Buffer.from('iso5\0\0\x02\0iso5iso6mp41', 'latin1')),
    box('moov', box('mvhd', header), box('mvex', ...extends_)),
    ...Array.from({ length: seconds }, (_, at) => fragment(at)),
  ]);
}

/** No track: a movie header and some data. */
function makeMp4(): Buffer {
  const header = Buffer.alloc(100);
  header.writeUInt32BE(1000, 12);
  return Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\x02\0isommp42', 'latin1')),
    box('moov', box('mvhd', header)),
    box('mdat', Buffer.alloc(200, 7)),
  ]);
}
