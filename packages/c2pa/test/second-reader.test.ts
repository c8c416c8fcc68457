import { existsSync, readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { loadTrust, readCredentials } from '../src/index.ts';
import { SecondReader } from './second-reader.ts';

interface Expected {
  file: string;
  mime: string;
}

/** Laid beside the repository; not part of it. */
const folder = new URL('../../../../shared/data/c2pa/', import.meta.url);
const present = existsSync(new URL('expected.json', folder));
if (!present) console.info('second reader: skipped, there is no ../shared/data/c2pa');
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');

/** The other one throws where there is nothing to read, or only an address. */
const verdictOf = (state: string) =>
  ['NoManifest', 'Remote', 'Error'].includes(state) ? 'none' : state;

let reader: SecondReader | null = null;
afterAll(() => reader?.end());

it.skipIf(!present)('two readers agree on every file', async () => {
  const { corpus, images }: Record<'corpus' | 'images', Expected[]> = JSON.parse(
    read('expected.json'),
  );
  const [anchors, trustConfig] = [read('trust/test-anchors.pem'), read('trust/store.cfg')];
  const trust = await loadTrust({ anchors, trustConfig: Buffer.from(trustConfig) });
  reader = new SecondReader({ anchors, trustConfig });
  const disagreements: Record<string, string> = {};
  for (const { file, mime } of [...corpus, ...images]) {
    const bytes = new Uint8Array(readFileSync(new URL(file, folder)));
    const { state } = await readCredentials(bytes, { trust, mediaType: mime });
    const { state: other } = await reader.read(bytes, mime);
    if (verdictOf(state) !== verdictOf(other)) disagreements[file] = `${state}, not ${other}`;
  }
  expect(disagreements).toEqual({});
});
