import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { receive } from '../src/upload/receive.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-receive-'));
});
afterAll(() => rm(folder, { recursive: true }));

const LIMITS = { maxBytes: 1000, maxFiles: 10, maxFields: 10 };
const START = '--x\r\nContent-Disposition: form-data; name="a"; filename="a.png"\r\n\r\nabc';

/** Begins as a form or a file does, and breaks off in the same moment: no file has been opened by then. */
function broken(): Readable {
  return new Readable({
    read() {
      this.push(START);
      this.destroy(new Error('gone'));
    },
  });
}

test.each([
  ['a form', 'multipart/form-data; boundary=x'],
  ['a file', 'image/png'],
])('%s that breaks off at once leaves no file, however late that is opened', async (_, type) => {
  const received = Array.from({ length: 50 }, () => receive(broken(), type, LIMITS, folder));
  const refused = { status: 'rejected', reason: { code: 'REQUEST_MALFORMED' } };
  expect(await Promise.allSettled(received)).toMatchObject(Array(50).fill(refused));
  expect(await readdir(folder)).toEqual([]);
});
