// `worker --stdio`: JSON lines in and out. Its workers run what is built.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { render, say } from '@provenance/messages';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { generateArt } from '../../../examples/art.ts';
import { linesOf, TOO_LONG } from '../src/worker/lines.ts';
import { provenance } from './console.ts';
import { useEmptyFolder } from './folders.ts';
import { checkLine } from './schemas.ts';

const base = useEmptyFolder();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(base.path, 'worker-'));
  expect((await provenance(folder, ['init', '--yes'])).code).toBe(0);
  await writeFile(join(folder, 'art.png'), await generateArt(1, { width: 384, height: 256 }));
  const samples = new Uint8Array(320 * 200 * 3).map((_, i) => (i * i + (i % 7) * 31) % 256);
  await writeFile(join(folder, 'samples.bin'), samples);
});

async function worker(requests: readonly (object | string)[], ...args: string[]) {
  const lines = requests.map((each) => (typeof each === 'string' ? each : JSON.stringify(each)));
  const ran = await provenance(folder, ['worker', '--stdio', '--workers', '1', ...args], {
    stdin: Buffer.from(`${lines.join('\n')}\n`),
  });
  const [ready, ...answers] = ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const line of [ready, ...answers]) checkLine(line, 'provenance.worker/1');
  return { ...ran, ready, answers: new Map(answers.map((each) => [each.id, each])) };
}

const model = { name: 'painter', version: '2' };

test('marks files, pixels and texts, and verifies them', async () => {
  const shape = { width: 320, height: 200, channels: 3 };
  const { code, ready, answers } = await worker([
    { id: 1, do: 'mark', file: 'art.png', output: 'a.png', origin: { model }, requestId: 'r-1' },
    {
      id: 'p',
      do: 'mark',
      pixels: { file: 'samples.bin', ...shape },
      output: 'p.png',
      origin: { model },
    },
    { id: 3, do: 'mark', text: 'A sentence.', origin: { model } },
    { id: 4, do: 'verify', text: 'Nobody knows where this comes from.' },
  ]);
  expect(code).toBe(0);
  expect(ready).toMatchObject({ schema: 'provenance.worker/1', ready: true, marks: true });
  expect(answers.get(1)).toMatchObject({ ok: true, result: { record: { status: 'written' } } });
  expect(answers.get('p')).toMatchObject({ ok: true, result: { mediaType: 'image/png' } });
  // It is in the file, and as JSON it would be longer than all else.
  expect(answers.get('p').result).not.toHaveProperty('manifestStore');
  expect(answers.get(4)).toMatchObject({ ok: true, result: { verdict: { assurance: 'none' } } });
  const { text } = answers.get(3).result;
  const again = await worker([
    { id: 1, do: 'verify', file: 'a.png' },
    { id: 2, do: 'verify', text },
  ]);
  for (const id of [1, 2]) {
    expect(again.answers.get(id).result.verdict).toMatchObject({
      integrity: 'intact',
      origin: { kind: 'ai-generated', model: 'painter 2' },
    });
  }
});

test('says once that the watermark key is of somebody else than signs', async () => {
  const config = JSON.parse(await readFile(join(folder, 'provenance.config.json'), 'utf8'));
  const keys = config.watermark.keys.map((each: object) => ({ ...each, name: 'Another Ltd.' }));
  await writeFile(
    join(folder, 'others.json'),
    JSON.stringify({ ...config, watermark: { ...config.watermark, keys } }),
  );
  const said = render(
    say('keys.of-others', { owner: 'Another Ltd.', who: 'Example Organization' }),
  );
  const told = await worker([{ id: 1, do: 'verify', text: 'a' }], '--config', 'others.json');
  expect(told.stderr.split(said)).toHaveLength(2);
  expect((await worker([{ id: 1, do: 'verify', text: 'a' }])).stderr).not.toContain('Another');
});

test('what is wrong with one line is the answer to that line', async () => {
  const mark = { do: 'mark', file: 'art.png', output: 'x.png' };
  const { code, answers } = await worker([
    'no json',
    '[]',
    { id: 1, do: 'paint' },
    { id: 2, ...mark, orign: {} },
    { id: 3, do: 'mark', file: 'art.png' },
    { id: 4, do: 'verify' },
    { id: 5, do: 'verify', file: 'nothing.png' },
    { id: 6, ...mark, origin: { kind: 'no such kind' } },
    { id: 7, ...mark, output: 'art.png' },
    {
      id: 8,
      do: 'mark',
      pixels: { file: 'samples.bin', width: 1, height: 1, channels: 3 },
      output: 'x.png',
    },
    { id: 9, do: 'verify', file: 'art.png' },
    { id: 10, ...mark, output: '-' },
    { id: 11, ...mark, output: 'x.jpg' },
    {
      id: 12,
      do: 'mark',
      pixels: { file: 'samples.bin', width: 320, height: 200, channels: 3 },
      output: 'x.webp',
    },
  ]);
  expect(code).toBe(0);
  for (const id of [null, 1, 2, 3, 4, 6, 8, 10, 11, 12]) {
    expect(answers.get(id), `${id}`).toMatchObject({
      ok: false,
      error: { code: 'REQUEST_MALFORMED' },
    });
  }
  expect(answers.get(5).error ?? answers.get(5).result.c2pa).toBeDefined();
  expect(answers.get(7)).toMatchObject({
    ok: false,
    error: {
      code: 'FILE_EXISTS',
      message: expect.stringContaining(`${join(folder, 'art.png')}: `),
    },
  });
  expect(answers.get(9)).toMatchObject({ ok: true });
});

test('a credential is lost only where the job says so', async () => {
  const mark = { do: 'mark', origin: { model } };
  const first = await worker([
    { id: 1, ...mark, file: 'art.png', output: 'signed.png' },
    { id: 2, ...mark, text: 'A sentence that is signed.' },
  ]);
  const { text } = first.answers.get(2).result;
  const parent = join(folder, 'signed.png');
  const requests = [
    { id: 1, ...mark, file: 'signed.png', output: 'again.png' },
    { id: 2, ...mark, text },
    { id: 3, ...mark, file: 'signed.png', output: 'anew.png', discardCredential: true },
    { id: 4, ...mark, text, discardCredential: true },
    { id: 5, ...mark, file: 'signed.png', output: 'edit.png', origin: { model, parent } },
    { id: 6, ...mark, file: 'signed.png', output: 'no.png', discardCredential: 'yes' },
  ];
  const { answers } = await worker(requests);
  for (const id of [1, 2]) {
    expect(answers.get(id)).toMatchObject({ ok: false, error: { code: 'CREDENTIAL_PRESENT' } });
    expect(answers.get(id).error.message).toMatch(/origin\.parent.*discardCredential/);
    expect(answers.get(id).error.message).not.toContain('--');
  }
  for (const id of [3, 4]) expect(answers.get(id)).toMatchObject({ ok: true });
  // The key of `init` is for what was generated: a mark would say so of the edit.
  expect(answers.get(5)).toMatchObject({ ok: false, error: { code: 'CONFIG_INVALID' } });
  expect(answers.get(6)).toMatchObject({ ok: false, error: { code: 'REQUEST_MALFORMED' } });
  for (const name of ['again.png', 'edit.png']) {
    await expect(readFile(join(folder, name))).rejects.toMatchObject({ code: 'ENOENT' });
  }

  expect((await provenance(folder, ['keys', 'watermark', '-o', 'edited.key'])).code).toBe(0);
  const config = JSON.parse(String(await readFile(join(folder, 'provenance.config.json'))));
  config.watermark.keys.push({ key: 'edited.key', marks: 'ai-edited' });
  await writeFile(join(folder, 'two.json'), JSON.stringify(config));
  // Not marked before: of two marks, either may be found.
  const sign = ['sign', 'art.png', '-o', 'plain.png', '--model', 'painter'];
  expect((await provenance(folder, sign)).code).toBe(0);
  const plain = join(folder, 'plain.png');
  const edit = { id: 5, ...mark, file: plain, output: 'edit.png', origin: { parent: plain } };
  const edited = await worker([edit], '--config', 'two.json');
  expect(edited.answers.get(5)).toMatchObject({ ok: true });
  const seen = await worker([{ id: 7, do: 'verify', file: 'edit.png' }], '--config', 'two.json');
  expect(seen.answers.get(7).result).toMatchObject({
    watermark: { marks: 'ai-edited' },
  });
});

test('without a signer it verifies, and says that it does not mark', async () => {
  const { ready, answers } = await worker(
    [{ id: 1, do: 'mark', text: 'A sentence.' }],
    '--no-config',
  );
  expect(ready.marks).toBe(false);
  expect(answers.get(1)).toMatchObject({ ok: false, error: { code: 'REQUEST_MALFORMED' } });
});

describe('with a guard in the configuration', () => {
  const guarded = async (action: string) => {
    const config = JSON.parse(String(await readFile(join(folder, 'provenance.config.json'))));
    const guard = { action, refreshSeconds: 0 };
    await writeFile(join(folder, 'guarded.json'), JSON.stringify({ ...config, guard }));
    return ['--config', 'guarded.json'];
  };
  beforeAll(async () => {
    await writeFile(join(folder, 'work.png'), await generateArt(5, { width: 512, height: 384 }));
    const why = ['--contact', 'rights@example.org', '--reason', 'asked for'];
    expect(await provenance(folder, ['guard', 'add', 'work.png', ...why])).toMatchObject({
      code: 0,
    });
  });
  const requests = [
    { id: 1, do: 'mark', file: 'work.png', output: 'like.png', origin: { model }, overwrite: true },
    { id: 2, do: 'mark', file: 'art.png', output: 'other.png', origin: { model }, overwrite: true },
  ];

  test('what is like a work is refused on its line, and nothing is written', async () => {
    const { code, answers } = await worker(requests, ...(await guarded('block')));
    expect(code).toBe(0);
    expect(answers.get(1)).toMatchObject({ ok: false, error: { code: 'GUARD_BLOCKED' } });
    await expect(readFile(join(folder, 'like.png'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(answers.get(2)).toMatchObject({ ok: true, result: { guard: { status: 'clear' } } });
  });

  const isNear = (distance: number) => distance < 8;

  test('or flagged, and handed out', async () => {
    const { answers } = await worker(requests, ...(await guarded('flag')));
    expect(answers.get(1)).toMatchObject({
      ok: true,
      // What is compared has its mark already, which moves few of 256 bits.
      result: { guard: { status: 'flagged', matches: [{ distance: expect.toSatisfy(isNear) }] } },
    });
    expect((await readFile(join(folder, 'like.png'))).length).toBeGreaterThan(1000);
  });
});

test('needs --stdio', async () => {
  expect((await provenance(folder, ['worker'])).code).toBe(2);
});

describe('lines', () => {
  const read = async (chunks: readonly Uint8Array[], most: number) => {
    const lines: (string | typeof TOO_LONG)[] = [];
    for await (const line of linesOf(Readable.from(chunks), most)) lines.push(line);
    return lines;
  };

  test('come out as they went in, wherever the stream is cut', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\n', ' '))),
        fc.integer({ min: 1, max: 9 }),
        async (texts, size) => {
          const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
          const chunks: Uint8Array[] = [];
          for (let at = 0; at < bytes.length; at += size)
            chunks.push(bytes.subarray(at, at + size));
          const lines = texts.map((text) => Buffer.from(text).toString('utf8'));
          expect(await read(chunks, 1000)).toEqual(lines);
        },
      ),
    ));

  test('one that is too long is passed over, and the next is read', async () => {
    const chunks = ['12345678901', '2\n123', '\n1'].map((text) => Buffer.from(text));
    expect(await read(chunks, 10)).toEqual([TOO_LONG, '123', '1']);
  });
});

const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn('python3 is not here: the wrapper in examples/python is not tried.');

const PYTHON = `
import sys, threading
sys.path.insert(0, sys.argv[1])
from provenance_worker import ProvenanceError, Worker

class Array:  # what is used of numpy's
    shape = (200, 320, 3)
    def tobytes(self):
        return open("samples.bin", "rb").read()

with Worker(sys.argv[2:]) as worker:
    done = worker.mark(file="art.png", output="python.png", model="painter", version="2")
    report = worker.verify(file="python.png")
    print(report["verdict"]["origin"]["kind"], report["watermark"]["contentId"] == done["contentId"])
    worker.mark(pixels=Array(), output="pixels.png", model="painter")
    try:
        worker.mark(file="art.png", output="python.png")
    except ProvenanceError as error:
        print(error.code)
    texts = []
    threads = [threading.Thread(target=lambda: texts.append(worker.mark(text="A sentence.")["text"])) for _ in range(8)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    print(len(texts), {worker.verify(text=text)["verdict"]["integrity"] for text in texts})
`;

test.skipIf(!hasPython)('the Python wrapper marks and verifies, from many threads', async () => {
  const wrapper = fileURLToPath(new URL('../../../examples/python', import.meta.url));
  const entry = fileURLToPath(new URL('../bin/provenance.js', import.meta.url));
  const settings = { ...process.env, PROVENANCE_CONFIG: join(folder, 'provenance.config.json') };
  const args = ['-B', '-c', PYTHON, wrapper, process.execPath, entry];
  const { status, stdout, stderr } = spawnSync('python3', args, {
    cwd: folder,
    env: settings,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout.trim().split('\n')).toEqual(['ai-generated True', 'FILE_EXISTS', "8 {'intact'}"]);
  expect((await readFile(join(folder, 'pixels.png'))).length).toBeGreaterThan(1000);
});
