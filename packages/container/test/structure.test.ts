import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bmffBoxes,
  bmffItems,
  boxesAt,
  ContainerError,
  concat,
  flacParts,
  id3Parts,
  latin1Bytes,
  memorySource,
  mpEntries,
  svgParts,
  tiffDirectories,
  tiffLayout,
  tiffNumbers,
  viewOf,
  visitMedia,
  withMpEntries,
  xmlTags,
} from '../src/index.ts';
import { avifFile, tiffFile } from './files.ts';

describe('TIFF', () => {
  it('says its fields, and where their values stand', async () => {
    const file = await tiffFile();
    const source = memorySource(file);
    const layout = tiffLayout(source);
    const [directory, ...others] = tiffDirectories(source, layout);
    expect(others).toEqual([]);
    const numbers = (tag: number) =>
      tiffNumbers(source, layout, directory!.entries.find((entry) => entry.tag === tag)!);
    expect([numbers(256), numbers(257), numbers(258)]).toEqual([[24], [16], [8, 8, 8]]);
    const [start, length] = [numbers(273)[0]!, numbers(279)[0]!];
    expect(start + length).toBeLessThanOrEqual(file.length);
  });

  it('comes to directories or a ContainerError, whatever is in it', async () => {
    const file = await tiffFile();
    const changes = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 8 });
    fc.assert(
      fc.property(changes, (changed) => {
        const mutant = Uint8Array.from(file);
        for (const [at, value] of changed) mutant[at] = value;
        const source = memorySource(mutant);
        try {
          const layout = tiffLayout(source);
          for (const { entries } of tiffDirectories(source, layout)) {
            for (const { start, length } of entries)
              expect(start + length).toBeLessThanOrEqual(mutant.length);
          }
        } catch (error) {
          if (!(error instanceof ContainerError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of directories in a circle is refused', async () => {
    const file = await tiffFile();
    const source = memorySource(file);
    const layout = tiffLayout(source);
    const [first] = tiffDirectories(source, layout);
    expect(first).toBeDefined();
    if (!first) return;
    viewOf(file).setUint32(first.nextAt, first.start, layout.littleEndian);
    expect(() => tiffDirectories(source, layout)).toThrow(ContainerError);
  });
});

describe('BMFF', () => {
  it('says where its items lie', async () => {
    const source = memorySource(await avifFile());
    const top = bmffBoxes(source);
    const [mdat] = boxesAt(source, top, ['mdat']);
    const items = bmffItems(source, top);
    expect(items.length).toBeGreaterThan(0);
    for (const { place, extents } of items) {
      expect(place).toBe('file');
      for (const { start, length } of extents) {
        expect(start).toBeGreaterThanOrEqual(mdat!.contents);
        expect(start + length).toBeLessThanOrEqual(mdat!.end);
      }
    }
    let bytes = 0;
    expect(
      visitMedia(source, top, (start, end) => {
        bytes += end - start;
      }).isElsewhere,
    ).toBe(false);
    expect(bytes).toBe(mdat!.length);
  });

  it('takes QuickTime’s meta box without version and flags for what it is', () => {
    const box = (kind: string, body: Uint8Array) => {
      const header = new Uint8Array(8);
      viewOf(header).setUint32(0, 8 + body.length);
      header.set(latin1Bytes(kind), 4);
      return concat([header, body]);
    };
    const plain = memorySource(box('meta', box('hdlr', new Uint8Array(25))));
    const full = memorySource(
      box('meta', concat([new Uint8Array(4), box('hdlr', new Uint8Array(25))])),
    );
    for (const source of [plain, full]) {
      expect(boxesAt(source, bmffBoxes(source), ['meta', 'hdlr'])).toHaveLength(1);
    }
  });
});

describe('XML', () => {
  it.each([
    ['<svg/>', ['empty svg']],
    ['<?xml version="1.0"?><!-- <a> --><svg a="1>2" b=\'<\'></svg>', ['start svg', 'end svg']],
    ['<!DOCTYPE svg><svg/>', ['empty svg']],
    [
      '<!DOCTYPE svg PUBLIC "-//W3C//DTD" "x" [ <!ENTITY ns "http://a>b/"> <!-- ]> --> ]><svg><![CDATA[<x>]]></svg>',
      ['start svg', 'end svg'],
    ],
    ['<s:svg xmlns:s="x"><s:g/></s:svg>', ['start s:svg', 'empty s:g', 'end s:svg']],
  ])('%s has its tags', (text, tags) => {
    expect([...xmlTags(text)].map(({ kind, name }) => `${kind} ${name}`)).toEqual(tags);
  });

  it.each([
    ['<svg'],
    ['<svg a=">'],
    ['<!-- '],
    ['<![CDATA['],
    ['<!DOCTYPE svg ['],
    ['< svg>'],
    ['<?x'],
  ])('%s does not end', (text) => {
    expect(() => [...xmlTags(text)]).toThrow(ContainerError);
  });

  it('ends in time, whatever it is', () => {
    const words = fc.constantFrom(
      '<',
      '>',
      '<!',
      '<!--',
      '-->',
      '"',
      "'",
      '[',
      ']',
      'a',
      ' ',
      '/',
      '<?',
      '?>',
      'svg',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
        try {
          for (const { start, end } of xmlTags(parts.join(''))) expect(end).toBeGreaterThan(start);
        } catch (error) {
          if (!(error instanceof ContainerError)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('SVG', () => {
  it('finds the metadata of the root, and nobody else’s', () => {
    const text =
      '<svg><metadata id="1"><c:manifest/></metadata><g><metadata id="2"/></g><s:metadata id="3"></s:metadata></svg>';
    const { root, metadata, inMetadata } = svgParts(text);
    expect(text.slice(root.startTag.start, root.startTag.end)).toBe('<svg>');
    expect(metadata.map(({ startTag: { start, end } }) => text.slice(start, end))).toEqual([
      '<metadata id="1">',
      '<s:metadata id="3">',
    ]);
    expect(inMetadata.map(({ name }) => name)).toEqual(['c:manifest']);
  });

  it.each([['<html/>'], ['<svg>'], ['<svg></g>'], ['<svg/><svg/>'], ['text'], ['']])(
    '%s is none',
    (text) => {
      expect(() => svgParts(text)).toThrow(ContainerError);
    },
  );
});

describe('sound', () => {
  it('ID3: frames, padding and sound', () => {
    const frame = concat([
      latin1Bytes('TIT2'),
      Uint8Array.of(0, 0, 0, 3, 0, 0),
      latin1Bytes('abc'),
    ]);
    const tag = concat([
      latin1Bytes('ID3\x04\0\0'),
      Uint8Array.of(0, 0, 0, 23),
      frame,
      new Uint8Array(10),
    ]);
    const file = concat([tag, new Uint8Array(5)]);
    const { version, parts, isUnsynchronised } = id3Parts(memorySource(file))!;
    expect({ version, isUnsynchronised }).toEqual({ version: 4, isUnsynchronised: false });
    expect(parts.map(({ kind, length }) => [kind, length])).toEqual([
      ['header', 7],
      ['TIT2', 3],
      ['padding', 10],
      ['audio', 5],
    ]);
    expect(id3Parts(memorySource(new Uint8Array(40)))).toBeNull();
    expect(() => id3Parts(memorySource(tag.subarray(0, 20)))).toThrow(ContainerError);
  });

  it('FLAC: blocks and sound', () => {
    const file = concat([
      latin1Bytes('fLaC'),
      Uint8Array.of(0, 0, 0, 2, 1, 2),
      Uint8Array.of(0x84, 0, 0, 1, 9),
      new Uint8Array(3),
    ]);
    expect(flacParts(memorySource(file)).map(({ kind, length }) => [kind, length])).toEqual([
      ['marker', 4],
      ['STREAMINFO', 2],
      ['VORBIS_COMMENT', 1],
      ['audio', 3],
    ]);
    expect(() => flacParts(memorySource(file.subarray(0, 12)))).toThrow(ContainerError);
  });
});

describe('MPF', () => {
  const segment = () => {
    const tiff = new Uint8Array(8 + 2 + 12 + 4 + 32);
    const view = viewOf(tiff);
    tiff.set(latin1Bytes('MM'));
    view.setUint16(2, 42);
    view.setUint32(4, 8);
    view.setUint16(8, 1);
    view.setUint16(10, 0xb002);
    view.setUint16(12, 7);
    view.setUint32(14, 32);
    view.setUint32(18, 26);
    view.setUint32(30, 1000);
    view.setUint32(46, 200);
    view.setUint32(50, 900);
    return concat([latin1Bytes('MPF\0'), tiff]);
  };

  it('lists its pictures, and takes other places for them', () => {
    const entries = mpEntries(segment());
    expect(entries).toEqual([
      { attributes: 0, size: 1000, offset: 0 },
      { attributes: 0, size: 200, offset: 900 },
    ]);
    const moved = entries.map((entry) => ({
      ...entry,
      size: entry.size + 1,
      offset: entry.offset * 2,
    }));
    expect(mpEntries(withMpEntries(segment(), moved))).toEqual(moved);
    expect(() => withMpEntries(segment(), [])).toThrow(ContainerError);
    expect(mpEntries(latin1Bytes('ICC_PROFILE\0'))).toEqual([]);
  });

  it('comes to entries or a ContainerError, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(61), fc.nat(255))), (changes) => {
        const mutant = segment();
        for (const [at, value] of changes) mutant[at] = value;
        try {
          mpEntries(mutant);
        } catch (error) {
          if (!(error instanceof ContainerError)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
