import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTrust, type Trust, verifyText } from '../src/index.ts';

interface Expected {
  file: string;
  mime: string;
  state: string;
  failure: string[];
  alt_failure?: string[];
  spec24_failure?: string;
  sidecar?: string;
  remote?: string;
}

/** Laid beside the repository; not part of it. */
const folder = new URL('../../../../shared/data/c2pa/', import.meta.url);
const present = existsSync(new URL('expected.json', folder));
if (!present) console.info('c2pa text conformance: skipped, there is no ../shared/data/c2pa');
const cases: Expected[] = present
  ? JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')).text
  : [];

describe.skipIf(!present)('expected verdicts on text', () => {
  let trust: Trust;
  beforeAll(async () => {
    trust = await loadTrust({
      anchors: new URL('trust/test-anchors.pem', folder),
      trustConfig: new URL('trust/store.cfg', folder),
    });
  });

  it.each(cases)('$file is $state', async (entry) => {
    const bytes = new Uint8Array(readFileSync(new URL(entry.file, folder)));
    const report = await verifyText(bytes, {
      trust,
      mediaType: entry.mime,
      fileName: basename(entry.file),
      ...(entry.sidecar === undefined ? {} : { manifest: new URL(entry.sidecar, folder) }),
    });
    expect(report.state).toBe(entry.state);
    const reported = report.failure.map(({ code }) => code);
    const missing = entry.failure.filter((code) => !reported.includes(code));
    const alternative = entry.alt_failure?.some((code) => reported.includes(code)) ?? false;
    expect(alternative ? [] : missing).toEqual([]);
    if (report.state === 'Trusted') expect(reported).toEqual([]);
    if (entry.spec24_failure !== undefined) expect(report.reason).toBe(entry.spec24_failure);
    expect(report.remoteUrl).toBe(entry.remote ?? (entry.sidecar && report.remoteUrl) ?? null);
  });
});
