import { deflateSync } from 'node:zlib';
import { pngChunk, riffChunk } from '@provenance/container';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, readLabels } from '../src/index.ts';
import {
  ascii,
  exifSegment,
  frame,
  id3,
  jpeg,
  mp3,
  pdf,
  png,
  pngCompressed,
  pngInternational,
  pngText,
  RDF,
  sourceType,
  text,
  tiff,
  utf8,
  webp,
  xmp,
  xmpSegment,
} from './files.ts';

const MIB = 2 ** 20;
const limited = (part: string) => [{ part, reason: 'limit' }];

describe('limits', () => {
  it('refuses one that is none', () => {
    for (const limits of [{ blockBytes: 0 }, { fields: 1.5 }, { valueLength: Number.NaN }]) {
      expect(() => readLabels(png(), undefined, limits)).toThrow(RangeError);
    }
    expect(() => readLabels(png(), undefined, { fieldz: 1 } as object)).toThrow(TypeError);
    expect(() => readLabels('text' as unknown as Uint8Array)).toThrow(TypeError);
  });

  it('inflates no further than a block may go, and says so', () => {
    const bomb = pngCompressed('AIGC', 'x'.repeat(16 * MIB));
    expect(bomb.length).toBeLessThan(MIB);
    expect(readLabels(png(bomb, pngText('Software', 'Midjourney')))).toMatchObject({
      labels: [{ meaning: 'ai-tool-named' }],
      unread: limited('zTXt'),
    });
    const packet = utf8(' '.repeat(16 * MIB));
    const inText = png(pngInternational('XML:com.adobe.xmp', packet, true));
    expect(readLabels(inText).unread).toEqual(limited('iTXt'));
  });

  it('ends at the limit, and does not go on to the end of what is compressed', () => {
    const bomb = deflateSync(new Uint8Array(4 * MIB));
    const broken = pngChunk('zTXt', ascii('AIGC\0\0'), bomb.subarray(0, -8));
    const limits = { blockBytes: MIB };
    expect(readLabels(png(broken), undefined, limits).unread).toEqual(limited('zTXt'));
    expect(readLabels(png(broken)).unread).toEqual([{ part: 'zTXt', reason: 'damaged' }]);
  });

  it('reads no more than the total, whatever the number of blocks', () => {
    const chunk = pngText('Comment', 'x'.repeat(1000));
    const file = png(...Array.from({ length: 20 }, () => chunk));
    expect(readLabels(file, undefined, { totalBytes: 5000 }).unread).toEqual(limited('tEXt'));
    expect(readLabels(file, undefined, { totalBytes: 20_000 }).unread).toEqual([]);
  });

  it('takes no more fields than the limit', () => {
    const file = png(...Array.from({ length: 5 }, (_, i) => pngText('Software', `Editor ${i}`)));
    const reading = readLabels(file, undefined, { fields: 3 });
    expect(reading.labels).toHaveLength(3);
    expect(reading.unread).toEqual(limited('tEXt'));
  });

  it('cuts a value between characters, and says so', () => {
    const file = png(pngText('Software', `${'x'.repeat(9)}😀 Editor`));
    const [cut] = readLabels(file, undefined, { valueLength: 10 }).labels;
    expect(cut).toMatchObject({ value: 'x'.repeat(9), isCut: true });
    const long = png(pngText('Software', 'x'.repeat(900)));
    expect(readLabels(long).labels[0]?.value).toHaveLength(DEFAULT_LIMITS.valueLength);
  });

  it('stops where elements nest too deep, and keeps what stood before', () => {
    const nested = '<xmp:a>'.repeat(50_000) + '</xmp:a>'.repeat(50_000);
    const label = sourceType('trainedAlgorithmicMedia');
    const file = webp(riffChunk('XMP ', xmp(label + nested)));
    const reading = readLabels(file);
    expect(reading.labels).toHaveLength(1);
    expect(reading.unread).toEqual(limited('XMP '));
  });

  it('stops where an element has more attributes than any packet', () => {
    const attributes = Array.from({ length: 30_000 }, (_, i) => `xmp:a${i}=""`).join(' ');
    const file = webp(riffChunk('XMP ', xmp('', attributes)));
    expect(readLabels(file).unread).toEqual(limited('XMP '));
  });

  it('stops where nothing of a packet is well-formed', () => {
    const packet = utf8(`<rdf:RDF ${RDF}>${'<<&;'.repeat(100_000)}`);
    expect(readLabels(webp(riffChunk('XMP ', packet))).unread).toEqual([
      { part: 'XMP ', reason: 'damaged' },
    ]);
  });

  it('reads a directory that many entries name once', () => {
    const pointers = Array.from({ length: 5000 }, () => ({
      tag: 34665,
      type: 4,
      data: Uint8Array.of(8, 0, 0, 0),
    }));
    // Each names the first directory, which has them all.
    const file = tiff([text(0x0131, 'Some Editor'), ...pointers]);
    const reading = readLabels(file);
    expect(reading.labels).toHaveLength(1);
    expect(reading.unread).toEqual([]);
  });

  it('takes time in proportion to texts that are made to be slow', () => {
    const blanks = ' '.repeat(MIB);
    const lines = '\n'.repeat(MIB);
    for (const value of [
      `x${blanks}x`,
      `${lines}Steps: 20`,
      `{"AIGC"${blanks}`,
      `{"class_type"${blanks}`,
      `{${'"type":"'.repeat(MIB / 4)}`,
      'DMI-'.repeat(MIB / 4),
    ]) {
      const file = png(
        pngText('parameters', value),
        pngInternational('XML:com.adobe.xmp', utf8(`<a>${value}`)),
      );
      readLabels(file);
      readLabels(webp(riffChunk('EXIF', tiff([text(0x0131, value)]))));
    }
    const digits = pngText('Raw profile type exif', `\nexif\n 1\n${blanks}!`);
    expect(readLabels(png(digits)).unread).toEqual([{ part: 'tEXt', reason: 'damaged' }]);
    const page = `<!doctype html><html><head><meta ${Array.from({ length: 9999 }, (_, i) => `a${i}`).join(' ')}`;
    expect(readLabels(utf8(page)).unread).toEqual(limited('meta'));
    const head = `---\nAIGC:\n  Label: a${' '.repeat(60_000)}x"\n---\n`;
    expect(readLabels(utf8(head), 'text/markdown').labels).toHaveLength(1);
    const strings = pdf('/AIGC ('.repeat(20_000));
    expect(readLabels(strings)).toEqual({ labels: [], unread: limited('Info') });
  });
});

describe('what cannot be read', () => {
  it('is said of frames that are compressed wrongly, encrypted, or of an older version', () => {
    const frames = [
      frame('TXXX', Uint8Array.of(0, 0, 0, 4, 1, 2, 3, 4), 4, 0x09),
      frame('COMM', ascii('\x03eng\0x'), 4, 0x04),
    ];
    expect(readLabels(mp3(id3(4, ...frames))).unread).toEqual([
      { part: 'TXXX', reason: 'damaged' },
      { part: 'COMM', reason: 'encrypted' },
    ]);
    const old = mp3(id3(3));
    old[3] = 2;
    expect(readLabels(old).unread).toEqual([{ part: 'ID3', reason: 'format' }]);
  });

  it('is said of a block, and the others are read', () => {
    const broken = exifSegment(Uint8Array.of(0x49, 0x49, 42, 0, 0xff, 0xff, 0, 0));
    const good = xmpSegment(xmp(sourceType('digitalCapture')));
    expect(readLabels(jpeg(broken, good))).toMatchObject({
      labels: [{ kind: 'captured' }],
      unread: [{ part: 'APP1', reason: 'damaged' }],
    });
  });

  it('is said of a file that is not of its format at all', () => {
    expect(readLabels(Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0, 0))).toEqual({
      labels: [],
      unread: [{ part: 'file', reason: 'damaged' }],
    });
  });
});

describe('XMP of more than a segment', () => {
  const packet = xmp(sourceType('trainedAlgorithmicMedia'));
  const digest = '0123456789ABCDEF0123456789ABCDEF';
  const piece = (from: number, to: number, place = from) => {
    const places = new Uint8Array(8);
    const view = new DataView(places.buffer);
    view.setUint32(0, packet.length);
    view.setUint32(4, place);
    const head = ascii(`http://ns.adobe.com/xmp/extension/\0${digest}`);
    const contents = Uint8Array.of(...head, ...places, ...packet.subarray(from, to));
    const { length } = contents;
    return Uint8Array.of(0xff, 0xe1, (length + 2) >> 8, (length + 2) & 0xff, ...contents);
  };

  it('is put together in the order of its places', () => {
    const file = jpeg(piece(300, packet.length), piece(0, 300));
    expect(readLabels(file)).toMatchObject({ labels: [{ kind: 'ai-generated' }], unread: [] });
  });

  it('is unread where a piece is missing or stands twice', () => {
    const damaged = [{ part: 'APP1', reason: 'damaged' }];
    expect(readLabels(jpeg(piece(0, 300)))).toEqual({ labels: [], unread: damaged });
    const doubled = jpeg(piece(0, 300), piece(0, 300), piece(300, packet.length));
    expect(readLabels(doubled)).toEqual({ labels: [], unread: damaged });
    // As many bytes as there should be, in a place that is another's.
    const misplaced = jpeg(piece(0, 300), piece(300, packet.length, 299));
    expect(readLabels(misplaced)).toEqual({ labels: [], unread: damaged });
  });
});

it('reads UTF-16', () => {
  const packet = new TextDecoder().decode(xmp(sourceType('trainedAlgorithmicMedia')));
  const wide = Buffer.from(`\ufeff${packet}`, 'utf16le');
  for (const bytes of [new Uint8Array(wide), new Uint8Array(Buffer.from(wide).swap16())]) {
    const file = webp(riffChunk('XMP ', bytes));
    expect(readLabels(file)).toMatchObject({ labels: [{ kind: 'ai-generated' }], unread: [] });
  }
});
