import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readLabels } from '../src/index.ts';

/** Files of other makers; they lie beside the project, and are not part of it. */
const shared = new URL('../../../../shared/data/', import.meta.url);
const isThere = existsSync(new URL('world/files/', shared));
if (!isThere) console.log('skipped: the files of other makers are not here');

/** What ExifTool 12.57 reads of makers, models and programs in the fields that are read here. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'pub-adobe-20220124-CAICAI.jpg': [],
  'pub-adobe-20240110-single_manifest_store.pdf': ['Adobe Express'],
  'pub-nikon-20221019-building.jpeg': [
    'NIKON CORPORATION',
    'NIKON Z 9',
    'Ver.T2.10.gb',
    'NIKON Z 9 Ver.T2.10.gb',
  ],
  'pub-truepic-20230212-camera.jpg': ['Google', 'Pixel 5'],
  'rs-MultiPage.tif': ['PIXTIFF Version 0.92 (Pixel Translations Inc)'],
  'rs-adobe_connected_identities.jpg': [
    'Adobe Photoshop 21.1 (Macintosh)',
    'Adobe Photoshop CS Windows',
  ],
  'rs-basic-signed.pdf': ['Acrobat Pro 23.1.20143', 'Acrobat Sign'],
  'rs-basic.pdf': ['Acrobat Pro 23.1.20143'],
  'rs-c.mov': ['Apple', 'Mac15,9', 'macOS 14.6.1 (23G93)'],
  'rs-dashinit.mp4': ['Lavf58.31.104'],
  'rs-earth_apollo17.jpg': ['Adobe Photoshop 21.1 (Macintosh)', 'Adobe Photoshop CS Windows'],
  'rs-express.pdf': ['Adobe Express'],
  'rs-legacy.mp4': ['Adobe Premiere Rush (Macintosh)'],
  'rs-sample1.flac': ['Lavf58.65.100'],
  'rs-sample1.mp3': ['Lavf57.83.100'],
  'rs-sample1.png': ['Canon', 'Canon EOS REBEL T3', 'Adobe Lightroom 5.3 (Macintosh)'],
  'rs-test.avi': ['Lavf57.19.100'],
  'rs-test_xmp.webp': ['Adobe Photoshop 24.0 (Macintosh)'],
  'rs-video1.mp4': ['Adobe Premiere Rush (Macintosh)'],
};

const UNREAD: Readonly<Record<string, readonly string[]>> = {
  'rs-basic-password.pdf': ['ObjStm compressed', 'Encrypt encrypted'],
  'rs-basic-signed.pdf': ['ObjStm compressed', 'Encrypt encrypted'],
  'rs-basic.pdf': ['ObjStm compressed'],
  'rs-sample1.jxl': ['Exif compressed', 'xml  compressed'],
};

describe.skipIf(!isThere)('files of other makers', () => {
  const folder = new URL('world/files/', shared);
  const names = isThere ? readdirSync(folder) : [];
  it.each(names)('%s', (name) => {
    const { labels, unread } = readLabels(new Uint8Array(readFileSync(new URL(name, folder))));
    expect([...new Set(labels.map(({ value }) => value))]).toEqual(NAMES[name] ?? []);
    expect(unread.map(({ part, reason }) => `${part} ${reason}`)).toEqual(UNREAD[name] ?? []);
    // None of them says in plain metadata that AI made it.
    expect(labels.filter(({ kind }) => kind.startsWith('ai-') || kind === 'generator')).toEqual([]);
  });

  it('finds the settings and the graphs of the reported picture, and only there', () => {
    const reports = new URL('reports/', shared);
    for (const name of readdirSync(reports)) {
      const { labels } = readLabels(new Uint8Array(readFileSync(new URL(name, reports))));
      const meanings = labels.map(({ meaning }) => meaning);
      const expected = ['generation-settings', 'generation-workflow', 'workflow'];
      expect(meanings, name).toEqual(name === 'sd-parameters.png' ? expected : []);
    }
  });
});
