import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { receive } from '../src/upload/receive.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provenance-receive-'));
});
afterAll(() => rm(folder, { recursive: true }));

const LIMITS = { maxBytes: 2 ** 20, maxFiles: 10, maxFields: 10 };
const FORM = 'multipart/form-data; boundary=x';
const GOOD = 'Content-Disposition: form-data; name="a"; filename="a.png"';
const START = `--x\r\n${GOOD}\r\n\r\nabc`;

const part = (head: string, content = 'abc') => `--x\r\n${head}\r\n\r\n${content}\r\n`;
const ended = (...parts: string[]) => Buffer.from(`${parts.join('')}--x--\r\n`);
function chunks(bytes: Uint8Array, size: number): Readable {
  const all = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    Buffer.from(bytes.subarray(i * size, (i + 1) * size)),
  );
  return Readable.from(all, { objectMode: false });
}
const from = (
  body: Readable,
  type = FORM,
  { gone = new AbortController().signal, limits = {}, into = folder } = {},
) => receive(body, type, { ...LIMITS, ...limits }, into, gone);

describe('whatever ends it, nothing is left', () => {
  afterEach(async () => {
    vi.useRealTimers();
    expect(await readdir(folder)).toEqual([]);
  });

  /** Begins as a form or a file does, and breaks off in the same moment. */
  const broken = () =>
    new Readable({
      read() {
        this.push(START);
        this.destroy(new Error('gone'));
      },
    });
  test.each([
    ['a form', FORM],
    ['a file', 'image/png'],
  ])('%s that breaks off at once', async (_, type) => {
    const received = Array.from({ length: 50 }, () => from(broken(), type));
    const refused = { status: 'rejected', reason: { code: 'REQUEST_MALFORMED' } };
    expect(await Promise.allSettled(received)).toMatchObject(Array(50).fill(refused));
  });

  const parts: [string, string][] = [
    ['is no form-data', 'content-disposition: attachment'],
    ['has no disposition', 'content-type: image/png'],
    ['has no head', ''],
    ['has no name', 'content-disposition: form-data; filename="b.png"'],
    ['has an empty name', 'content-disposition: form-data; name=""'],
    ['has a line break in its file name', 'content-disposition: form-data; name=b; filename="b\n"'],
    ['hides one', "content-disposition: form-data; name=b; filename*=UTF-8''%0d%0aa.png"],
    ['has a file name in no UTF-8', "content-disposition: form-data; name=b; filename*=UTF-8''%ff"],
    ['has two names', 'content-disposition: form-data; name=b; name=c'],
    ['has two dispositions', `${GOOD}\r\n${GOOD}`],
    ['has a broken disposition', 'content-disposition: form-data; name="b'],
    ['has a line that is no header', `${GOOD}\r\nwords`],
    ['has a head that is too long', `${GOOD}\r\nx-more: ${'a'.repeat(8192)}`],
  ];
  test.each(
    parts.flatMap(([what, head]) =>
      [3, 1000, 100_000, 600_000].map((n) => [what, n, head] as const),
    ),
  )('a part that %s, with %i bytes', async (_, length, head) => {
    const bytes = ended(part(GOOD), part(head, 'a'.repeat(length)), part(GOOD));
    for (const size of [length < 1000 ? 1 : 1000, 2 ** 16, bytes.length]) {
      await expect(from(chunks(bytes, size))).rejects.toMatchObject({ code: 'REQUEST_MALFORMED' });
    }
  });

  test.each([
    ['ends in a preamble', 'words'],
    ['ends in a boundary', '--x'],
    ['ends in a head', `--x\r\n${GOOD}`],
    ['ends in a content', START],
    ['ends after a part', part(GOOD)],
    ['has its boundary in a line', `${part(GOOD)}--xy\r\n`],
    ['has one boundary in a head', `--x\r\ncontent-type: a/b\r\n--x\r\n${GOOD}\r\n\r\n\r\n--x--`],
  ])('a form that %s', async (_, text) => {
    for (const size of [1, 5, text.length]) {
      const sent = from(chunks(Buffer.from(text), size));
      await expect(sent).rejects.toMatchObject({ code: 'REQUEST_MALFORMED' });
    }
  });

  test.each([
    'multipart/form-data',
    'multipart/mixed; boundary=x',
    'multipart/form-data; boundary=""',
  ])('the type %s', async (type) => {
    const sent = from(chunks(ended(part(GOOD)), 100), type);
    await expect(sent).rejects.toMatchObject({ code: 'REQUEST_MALFORMED' });
  });

  /** A body of which nothing more comes. */
  const stopped = (text: string) => {
    const body = new Readable({ read() {} });
    body.push(text);
    return body;
  };
  const kinds: [string, string, string][] = [
    ['a form in a file', FORM, START],
    ['a form in a field', FORM, '--x\r\ncontent-disposition: form-data; name=b\r\n\r\nab'],
    ['a form in a head', FORM, '--x\r\nconten'],
    ['a form after its end', FORM, ended(part(GOOD)).toString()],
    ['a file', 'image/png', 'abc'],
  ];
  test.each(kinds)('%s whose sender goes', async (_, type, text) => {
    const gone = new AbortController();
    const sent = from(stopped(text), type, { gone: gone.signal });
    sent.catch(() => {});
    await new Promise((done) => setImmediate(done));
    gone.abort();
    await expect(sent).rejects.toMatchObject({ code: 'CLIENT_GONE' });
    await expect(from(stopped(text), type, { gone: gone.signal })).rejects.toMatchObject({
      code: 'CLIENT_GONE',
    });
  });

  test.each(kinds)('%s that does not go on', async (_, type, text) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const sent = from(stopped(text), type);
    sent.catch(() => {});
    vi.advanceTimersByTime(60_000);
    await expect(sent).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT', status: 408 });
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each<[string, Buffer, RegExp]>([
    ['too many files', ended(...Array(11).fill(part(GOOD))), /at most 10 files/],
    [
      'too many fields',
      ended(
        ...Array.from({ length: 11 }, (_, i) => part(`content-disposition: form-data; name=${i}`)),
      ),
      /at most 10 fields/,
    ],
    [
      'a field that is too long',
      ended(part('content-disposition: form-data; name=b', 'a'.repeat(2 ** 16 + 1))),
      /65536 bytes.* as a file/,
    ],
    ['a file that is too long', ended(part(GOOD, 'a'.repeat(2 ** 20 + 1))), /1048576 bytes/],
    ['words before it without end', Buffer.alloc(2 ** 24), /at most \d+ bytes/],
  ])('%s', async (_, bytes, said) => {
    const refused = await from(chunks(bytes, 2 ** 14)).catch((error) => error);
    expect(refused).toMatchObject({ code: 'CONTENT_TOO_LARGE', status: 413 });
    expect(refused.message).toMatch(said);
  });

  test('two fields of one name', async () => {
    const field = part('content-disposition: form-data; name=__proto__', 'a');
    const sent = from(chunks(ended(field, field), 100));
    await expect(sent).rejects.toMatchObject({ code: 'REQUEST_MALFORMED' });
  });

  test('a folder that is not there: no fault of the sender', async () => {
    const into = join(folder, 'none');
    for (const type of [FORM, 'image/png']) {
      const sent = from(chunks(ended(part(GOOD)), 100), type, { into });
      await expect(sent).rejects.toMatchObject({ code: 'ENOENT' });
    }
  });
});

describe('a form', () => {
  afterEach(async () => {
    for (const name of await readdir(folder)) await rm(join(folder, name));
  });

  test('is read as Node reads it, however it is cut', async () => {
    const form = new FormData();
    const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) % 251);
    form.set('title', 'Two\r\n--lines, ö');
    form.set('__proto__', '');
    form.set('a "quoted"', '1');
    form.append('art', new Blob([noise], { type: 'image/png' }), 'ö "1".png');
    form.append('art', new Blob([]), 'empty');
    form.append('art', new Blob(['\r\n--\r\n'], { type: 'text/plain' }), 'C:\\a\\..\\b.txt');
    const sent = new Response(form);
    const type = sent.headers.get('content-type') ?? '';
    const bytes = new Uint8Array(await sent.arrayBuffer());
    for (const size of [1, 2, 7, 61, 1024, bytes.length]) {
      const { fields, files } = await from(chunks(bytes, size), type);
      expect(Object.entries(fields)).toEqual([
        ['title', 'Two\r\n--lines, ö'],
        ['__proto__', ''],
        ['a %22quoted%22', '1'],
      ]);
      expect(files.map(({ field, name, mediaType }) => [field, name, mediaType])).toEqual([
        ['art', 'ö %221%22.png', 'image/png'],
        ['art', 'empty', 'application/octet-stream'],
        ['art', 'b.txt', 'text/plain'],
      ]);
      const read = await Promise.all(files.map(({ path }) => readFile(path)));
      expect(read).toEqual([Buffer.from(noise), Buffer.alloc(0), Buffer.from('\r\n--\r\n')]);
    }
  });

  test('has no file where a browser says that none was chosen', async () => {
    const none = part(
      'content-disposition: form-data; name="a"; filename=""\r\ncontent-type: application/octet-stream',
      '',
    );
    expect((await from(chunks(ended(none), 100))).files).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
    const some = none.replace('\r\n\r\n', '\r\n\r\nabc');
    expect((await from(chunks(ended(some), 100))).files).toMatchObject([{ name: null, bytes: 3 }]);
  });

  test('may have words before and after it, a folded header, and a name in RFC 8187', async () => {
    const head =
      "Content-Disposition: form-data;\r\n name=a; filename=b; filename*=utf-8'en'%C3%B6.png";
    const bytes = Buffer.concat([Buffer.from('words\r\n'), ended(part(head)), Buffer.from('more')]);
    const { files } = await from(chunks(bytes, 10));
    expect(files).toMatchObject([{ field: 'a', name: 'ö.png', bytes: 3 }]);
  });
});
