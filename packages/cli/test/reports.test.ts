// What people reported of other tools, tried on ours: each is a kind of fault, and this is where the kind is tested.
// The table is written by `npx vitest run packages/cli/test/reports.test.ts -u`; a test that is gone fails here.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Tested = readonly [file: string, title: string];

const IMAGE = 'image/test/exchange.test.ts';
const KEPT: readonly Tested[] = [
  [IMAGE, 'all other segments stay, byte for byte and in their order'],
  [IMAGE, 'all other chunks stay, byte for byte and in their order'],
  [IMAGE, 'all other chunks stay, byte for byte'],
  [IMAGE, 'extensions stay, byte for byte'],
  [IMAGE, 'of %i bits: fields and every other byte stay'],
];

/** Number, what was reported, and which tests hold the kind of it, over the formats that it can occur in. */
const REPORTS: readonly (readonly [string, string, ...Tested[]])[] = [
  [
    'A1',
    'a TIFF in a codec that the library lacks comes out black',
    ['image/test/hostile.test.ts', 'TIFF codec %i'],
    ['image/test/hostile.test.ts', '%s that is cut: an error, or what there is of it'],
  ],
  [
    'A2',
    'sides over 65,535 end a run',
    ['image/test/hostile.test.ts', 'a side of more than 65,535 pixels'],
    ['sdk/test/verify-watermark.test.ts', 'a %s with a side of 65,536 pixels is a report'],
  ],
  [
    'A3',
    'places of items in HEIC and AVIF point elsewhere',
    ['c2pa/test/embed.test.ts', 'keeps its items, whatever field their places stand in'],
    ['c2pa/test/embed.test.ts', 'a HEIC keeps its items, whatever field their places stand in'],
    ['c2pa/test/after.test.ts', 'items of a picture that point elsewhere are told'],
  ],
  [
    'A4',
    'a configuration above a folder of strangers is obeyed',
    [
      'cli/test/trust-folder.test.ts',
      'is not even read: what is wrong with it is no reason to look at nothing',
    ],
    ['cli/test/trust-folder.test.ts', 'reaches no database, and no time-stamp authority'],
  ],
  [
    'A5',
    'front matter is broken, or begins where none was',
    ['text/test/embed.test.ts', 'in front matter'],
    ['text/test/embed.test.ts', 'comes back byte by byte, whatever it begins with'],
  ],
  ['A6', 'prompts, workflows and labels are lost', ...KEPT],
  [
    'A7',
    'an animation keeps one frame',
    [IMAGE, 'frames of an animation are counted and said to be lost'],
    [IMAGE, 'an animation is counted'],
    ['sdk/test/watermark.test.ts', 'an animation is not cut down to a picture: %s'],
  ],
  [
    'A8',
    'gain maps and second pictures are lost',
    [IMAGE, 'the index of pictures points to where they are'],
    [
      'c2pa/test/embed.test.ts',
      'says the new sizes of a Multi-Picture file, so that its second picture is found',
    ],
  ],
  [
    'A9',
    'gamma and HDR transfers are lost',
    [IMAGE, 'all other chunks stay, byte for byte and in their order'],
    [IMAGE, 'HDR, and properties that are not known, are named'],
  ],
  [
    'A10',
    'CMYK becomes RGB',
    [IMAGE, 'separations are lost, and that is said'],
    [
      'cli/test/kept-files.test.ts',
      'what marking would lose is said, and goes only with --allow-loss',
    ],
  ],
  [
    'A11',
    'chroma becomes less',
    [IMAGE, 'chroma of %s stays as it is'],
    [IMAGE, 'chroma of %s is never less than it was'],
  ],
  [
    'A12',
    'a picture without its end reads as "nothing found"',
    [
      'sdk/test/verify-watermark.test.ts',
      'a %s of which the end is missing is looked at as far as it goes, or said not to be whole',
    ],
    [
      'image/test/hostile.test.ts',
      'a JPEG of which the last bytes are missing is nearly all there',
    ],
  ],
  [
    'A13',
    'what cannot be decoded here is called broken',
    [
      'sdk/test/mark.test.ts',
      'of a kind that cannot be decoded here are signed without a mark: their file is fine',
    ],
    ['image/test/hostile.test.ts', 'a JPEG of 12 bits is whole, and cannot be read'],
  ],
  [
    'A14',
    'an SVG with a DTD is not known',
    ['content/test/media-type.test.ts', '<!DOCTYPE svg PUBLIC "x" "y"'],
    ['c2pa/test/embed.test.ts', '<!DOCTYPE svg [<!ENTITY a "b">]>'],
  ],
  [
    'A15',
    'an SVG with two metadata is signed twice',
    ['c2pa/test/embed.test.ts', 'with two metadata'],
  ],
  [
    'A16',
    'long recordings in fragments are refused',
    [
      'c2pa/test/hazard.test.ts',
      'is no recording of three quarters of an hour in fragments of a second',
    ],
  ],
  [
    'A17',
    'JSON gets a credential that breaks it',
    ['cli/test/text.test.ts', "test.each(['app.webmanifest', 'settings', 'data.unknown'])"],
    ['cli/test/text.test.ts', 'is refused from standard input'],
  ],
  [
    'A18',
    'characters of names are rewritten',
    ['c2pa/test/sign-text.test.ts', 'hashes plain text in NFC, and writes it as it was'],
  ],
  ['A19', 'a line end more is a failure', ['cli/test/text.test.ts', 'one line end more']],
  [
    'A20',
    'counting that stopped is told as a size',
    [
      'cli/test/text.test.ts',
      'too much on standard input is said to be more than the limit, where counting ended',
    ],
  ],
  [
    'A21',
    'a signed TIFF has a page that is none',
    ['c2pa/test/embed.test.ts', 'has no page more than before'],
  ],
  [
    'A22',
    'results are taken for input',
    ['cli/test/kept-files.test.ts', '%s passes its own results over in a folder around them'],
  ],
  [
    'A23',
    'a picture is turned twice',
    [IMAGE, 'orientation %i stays in the file, and pixels with it'],
  ],
  ['A24', 'credits and rights are lost', ...KEPT],
  [
    'A25',
    'BigTIFF fails',
    ['c2pa/test/embed.test.ts', 'of any byte order and width of places is signed'],
  ],
  [
    'A26',
    'modes and links are lost where a file is replaced',
    ['cli/test/kept-files.test.ts', 'for (const mode of [0o600, 0o640, 0o444])'],
  ],
  [
    'A27',
    'a credential is gone without a word',
    [
      'cli/test/kept-files.test.ts',
      'embed refuses to take a credential out of a %s, unless that is asked for',
    ],
  ],
];

const packages = new URL('../../', import.meta.url);

const NAMED = REPORTS.map(([id, what, ...tests]) => ({ id, what, tests }));

test.each(NAMED)('$id: $what', ({ tests }) => {
  for (const [file, title] of tests) {
    expect([file, title, readFileSync(new URL(file, packages), 'utf8').includes(title)]).toEqual([
      file,
      title,
      true,
    ]);
  }
});

test('the table is this', async () => {
  const rows = REPORTS.map(([id, what, ...tests]) => {
    const named = tests.map(([file, title]) => `${file}: ${title.replaceAll('|', '\\|')}`);
    return `| ${id} | ${what} | ${named.join('<br>')} |`;
  });
  const table = ['| report | kind | tests |', '| --- | --- | --- |', ...rows, ''].join('\n');
  await expect(table).toMatchFileSnapshot('reports.md');
});
