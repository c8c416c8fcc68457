import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fileOf } from '../src/terminal/error.ts';
import { json, lines, provenance, type Surroundings } from './console.ts';
import { altered, picture, useEmptyFolder, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const elsewhere = useEmptyFolder();
let folder: string;
let counter = 0;

/** A fresh folder within the workspace: its configuration holds there too. */
beforeEach(async () => {
  folder = workspace.at(`case-${counter++}`);
  await mkdir(folder);
  await writeFile(join(folder, 'art.png'), await picture('png'));
});

const sign = (args: readonly string[], surroundings: Surroundings = {}) =>
  provenance(folder, ['sign', ...args], surroundings);
const verify = async (...args: string[]) =>
  (await provenance(folder, ['verify', '--quiet', ...args])).code;
const inspect = async (file: string) => {
  const { stdout } = await provenance(folder, ['inspect', '--json', file]);
  return json(stdout)[0];
};

describe('where the result goes', () => {
  test('beside the file, and nothing of the file changes', async () => {
    const before = await readFile(join(folder, 'art.png'));
    const ran = await sign(['art.png']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('art.signed.png');
    expect(await readdir(folder)).toEqual(['art.png', 'art.signed.png']);
    expect(await readFile(join(folder, 'art.png'))).toEqual(before);
    expect(await verify('art.signed.png')).toBe(0);
  });

  test('-o names a file, or a folder that is there or ends in a slash', async () => {
    await mkdir(join(folder, 'there'));
    for (const [output, expected] of [
      ['named.png', 'named.png'],
      ['there', 'there/art.png'],
      ['made/', 'made/art.png'],
      ['new/folder/named.png', 'new/folder/named.png'],
    ] as const) {
      expect((await sign(['art.png', '-o', output])).code).toBe(0);
      expect(await verify(expected)).toBe(0);
    }
  });

  test('nothing is overwritten without --force', async () => {
    await writeFile(join(folder, 'kept.png'), 'mine');
    const refused = await sign(['art.png', '-o', 'kept.png']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(await readFile(join(folder, 'kept.png'), 'utf8')).toBe('mine');
    expect(await readdir(folder)).toEqual(['art.png', 'kept.png']);
    expect((await sign(['art.png', '-o', 'kept.png', '--force'])).code).toBe(0);
    expect(await verify('kept.png')).toBe(0);
  });

  test('an output that cannot be written is named, and not the file', async () => {
    const ran = await sign(['art.png', '-o', 'art.png/x.png']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/^error: art\.png\/x\.png: .*\(FILE_EXISTS\)/);
    const about = (path: string, syscall = 'open') =>
      fileOf(
        new ProvenanceError('FILE_PERMISSION', undefined, {
          cause: Object.assign(new Error('EACCES'), { path, syscall }),
        }),
        { input: 'in.png', output: 'out/in.png' },
      );
    // Root may write anywhere, so that this cannot be tried here.
    expect(about('/a/in.png')).toBe('in.png');
    expect(about('/a/out/.provenance-0123abcd-77-5dbb2f1966de.png')).toBe('out/in.png');
    expect(about('/a/out', 'mkdir')).toBe('out/in.png');
  });

  test('the file itself, with --force', async () => {
    expect((await sign(['art.png', '-o', 'art.png'])).code).toBe(2);
    expect(await verify('art.png')).toBe(3);
    expect((await sign(['art.png', '-o', 'art.png', '-f'])).code).toBe(0);
    expect(await verify('art.png')).toBe(0);
  });

  test('--thumbnail puts a small picture into the manifest, and nothing does that unasked', async () => {
    expect((await sign(['art.png', '-o', 'plain.png'])).code).toBe(0);
    expect((await sign(['art.png', '-o', 'shown.png', '--thumbnail'])).code).toBe(0);
    expect(await verify('shown.png')).toBe(0);
    for (const [file, count] of [
      ['plain.png', 0],
      ['shown.png', 1],
    ] as const) {
      await provenance(folder, ['inspect', file, '-o', `of-${file}`]);
      const written = await readdir(join(folder, `of-${file}`)).catch(() => []);
      expect(written).toHaveLength(count);
    }
  });

  test('--sidecar writes the store beside and leaves the file', async () => {
    expect((await sign(['art.png', '--sidecar'])).code).toBe(0);
    expect(await readdir(folder)).toEqual(['art.c2pa', 'art.png']);
    expect(await verify('art.png')).toBe(3);
    expect(await verify('art.png', '--manifest', 'art.c2pa')).toBe(0);
    expect((await sign(['art.png', '--sidecar'])).code).toBe(2);
  });

  test('the store goes under no name of another format, and is said to be one', async () => {
    await writeFile(join(folder, 'a.json'), '{"a": 1}');
    for (const output of ['o.json', 'o.png']) {
      const ran = await sign(['a.json', '-o', output, '--sidecar']);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain('.c2pa');
    }
    const plain = await sign(['a.json']);
    expect(plain.stderr).toContain('`provenance sign --sidecar`');
    const ran = await sign(['a.json', '-o', 'o.c2pa', '--sidecar']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('wrote its credential to o.c2pa');
    expect((await sign(['a.json', '-o', 'plain', '--sidecar'])).code).toBe(0);
    expect((await readdir(folder)).sort()).toEqual(['a.json', 'art.png', 'o.c2pa', 'plain']);
  });

  test.each(['sign', 'mark', 'embed'])(
    '%s writes nothing under a name of another format',
    async (command) => {
      const run = (args: string[], surroundings: Surroundings = {}) =>
        provenance(folder, [command, ...args], surroundings);
      const stdin = await readFile(join(folder, 'art.png'));
      for (const ran of [
        await run(['art.png', '-o', 'out.jpg']),
        await run(['-', '-o', 'out.jpg'], { stdin }),
        await run(['art.png', 'art.png', '-o', 'single.png']),
      ]) {
        expect(ran).toMatchObject({ code: 2, stdout: '' });
        expect(ran.stderr).toMatch(/out\.jpg is a name for image\/jpeg|single\.png/);
      }
      expect(await readdir(folder)).toEqual(['art.png']);
      // Who has it under the wrong name keeps that.
      await writeFile(join(folder, 'wrong.jpg'), stdin);
      expect((await sign(['wrong.jpg', '-o', 'kept.jpg'])).code).toBe(0);
      expect((await sign(['-', '-o', 'piped.png'], { stdin })).code).toBe(0);
    },
  );

  test('a sidecar cannot be what an address within the file leads to', async () => {
    const url = ['--remote-url', 'https://example.org/art.c2pa'];
    expect((await sign(['art.png', '--sidecar', ...url])).code).toBe(2);
    expect((await sign(['art.png', ...url])).code).toBe(0);
    expect(await verify('art.signed.png')).toBe(0);
  });

  test('-o - is the file and nothing else; standard input the same', async () => {
    const stdin = await picture('jpeg');
    for (const [args, surroundings] of [
      [['art.png', '-o', '-'], {}],
      [['-'], { stdin }],
      [['-', '-o', '-'], { stdin }],
    ] as const) {
      const ran = await sign(args, surroundings);
      expect(ran).toMatchObject({ code: 0, stderr: '' });
      const verified = await provenance(folder, ['verify', '-q', '-'], { stdin: ran.bytes });
      expect(verified.code).toBe(0);
    }
    expect(await readdir(folder)).toEqual(['art.png']);
    expect((await sign(['-', '-o', 'in.jpg'], { stdin })).code).toBe(0);
    expect(await verify('in.jpg')).toBe(0);
  });

  test('a terminal gets no file, and JSON does not mix with one', async () => {
    expect((await sign(['art.png', '-o', '-'], { tty: ['stdout'] })).code).toBe(2);
    expect((await sign(['art.png', '-o', '-', '--json'])).code).toBe(2);
  });
});

describe('many files', () => {
  beforeEach(async () => {
    await mkdir(join(folder, 'in/deep'), { recursive: true });
    for (const name of ['in/a.png', 'in/deep/a.png', 'in/deep/b.png']) {
      await writeFile(join(folder, name), await picture('png'));
    }
  });

  test('need a folder, and nothing is done without', async () => {
    for (const output of [[], ['-o', '-'], ['-o', 'art.png']]) {
      expect(await sign(['in', ...output])).toMatchObject({ code: 2, stdout: '' });
      expect(await sign(['art.png', 'in/a.png', ...output])).toMatchObject({ code: 2 });
    }
    expect(await readdir(folder)).toEqual(['art.png', 'in']);
    expect(await readdir(join(folder, 'in'))).toEqual(['a.png', 'deep']);
  });

  test('of a folder keep their places', async () => {
    const ran = await sign(['in', '-o', 'out']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(lines(ran.stdout)).toHaveLength(3);
    for (const name of ['a.png', 'deep/a.png', 'deep/b.png']) {
      expect(await verify(join('out', name))).toBe(0);
    }
    await sign(['--no-recursive', 'in', '-o', 'flat']);
    expect(await readdir(join(folder, 'flat'))).toEqual(['a.png']);
  });

  test('that would become one are refused before anything is signed', async () => {
    const same = ['in/a.png', 'in/deep/a.png'];
    await writeFile(join(folder, 'in/a.jpg'), await picture('jpeg'));
    expect((await sign([...same, '-o', 'out', '--force'])).code).toBe(2);
    expect((await sign(['in/a.png', 'in/a.jpg', '--sidecar', '-o', 'out'])).code).toBe(2);
    expect(await readdir(folder)).toEqual(['art.png', 'in']);
  });

  test('one that cannot be signed ends nothing, and leaves nothing', async () => {
    await writeFile(join(folder, 'in/broken.png'), 'no picture');
    const ran = await sign(['in', '-o', 'out', '--json']);
    expect(ran.code).toBe(10);
    expect(ran.stderr).toContain('in/broken.png');
    expect(json(ran.stdout).map(({ file }) => file)).toEqual([
      'in/a.png',
      'in/deep/a.png',
      'in/deep/b.png',
    ]);
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(['a.png', 'deep']);
  });

  test('of an empty folder are none', async () => {
    await mkdir(join(folder, 'void'));
    for (const output of [['-o', 'out'], []]) {
      const ran = await sign(['void', ...output]);
      expect(ran).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringContaining('No file'),
      });
    }
  });
});

describe('a file that carries a credential', () => {
  beforeEach(async () => {
    await sign(['art.png', '-o', 'old.png', '--model', 'first']);
  });

  test('is not signed as new, and nothing is left behind', async () => {
    const ran = await sign(['old.png']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    for (const flag of ['--parent', '--discard-credential']) expect(ran.stderr).toContain(flag);
    const composite = await sign(['old.png', '--component', 'art.png']);
    expect(composite).toMatchObject({ code: 2, stdout: '' });
    const stdin = await readFile(join(folder, 'old.png'));
    expect(await sign(['-'], { stdin })).toMatchObject({ code: 2, stdout: '' });
    expect(await readdir(folder)).toEqual(['art.png', 'old.png']);
  });

  test('is with its history, or expressly without', async () => {
    expect((await sign(['old.png', '--parent', 'old.png', '-o', 'kept.png'])).code).toBe(0);
    expect((await inspect('kept.png')).manifests).toHaveLength(2);
    expect((await sign(['old.png', '--discard-credential', '-o', 'lost.png'])).code).toBe(0);
    expect((await inspect('lost.png')).manifests).toHaveLength(1);
  });

  test('of many ends nothing for the others', async () => {
    const ran = await sign(['art.png', 'old.png', '-o', 'out']);
    expect(ran.code).toBe(2);
    expect(await readdir(join(folder, 'out'))).toEqual(['art.png']);
  });

  test('and does not check out gets a note as a parent or component', async () => {
    await writeFile(join(folder, 'bad.png'), altered(await readFile(join(folder, 'old.png'))));
    for (const option of ['--parent', '--component', '--input']) {
      const ran = await sign(['art.png', '-f', option, 'bad.png']);
      expect(ran.code).toBe(0);
      expect(ran.stderr).toContain('assertion.dataHash.mismatch');
      expect((await sign(['art.png', '-f', option, 'old.png'])).stderr).toBe('');
      expect((await sign(['art.png', '-f', '-q', option, 'bad.png'])).stderr).toBe('');
    }
  });
});

test.each([
  [[], 'generated by AI (no model named)'],
  [['--model', 'm', '--model-version', '2'], 'generated by AI (“m 2”)'],
  [['--source-type', 'digitalCapture'], 'captured with a camera or another device'],
  [['--source-type', 'composite'], 'without saying how it was made'],
  [
    ['--parent', 'art.png', '--model', 'm'],
    'edited or partly made with AI (“m”), an edit of “art.png”',
  ],
  [['--component', 'art.png'], 'without saying how it was made, with 1 component'],
  [
    ['--component', 'art.png', '--model', 'm'],
    'edited or partly made with AI (“m”), with 1 component',
  ],
])('%j: the result says what was asserted, as a verifier will', async (args, said) => {
  const { stdout } = await sign(['art.png', ...args]);
  expect(lines(stdout)).toHaveLength(1);
  expect(stdout).toContain(said);
  const { stdout: found } = await provenance(folder, ['verify', '-v', 'art.signed.png']);
  const model = /\(.*?\)/.exec(said)?.[0];
  if (model !== undefined) expect(lines(found)[0]).toContain(model);
});

test('--json says what was made, --quiet nothing', async () => {
  const [line] = json((await sign(['art.png', '--json'])).stdout);
  expect(line).toEqual({
    schema: 'provenance.sign/1',
    file: 'art.png',
    output: 'art.signed.png',
    mediaType: 'image/png',
    activeManifest: (await inspect('art.signed.png')).activeManifest,
  });
  const ran = await sign(['art.png', '--quiet', '-o', 'b.png']);
  expect(ran).toMatchObject({ code: 0, stdout: '', stderr: '' });
});

describe('what the manifest says', () => {
  const signed = async (...args: string[]) => {
    const ran = await sign(['art.png', '-f', ...args]);
    expect(ran).toMatchObject({ code: 0 });
    expect(await verify('art.signed.png')).toBe(0);
    return (await inspect('art.signed.png')).manifests[0];
  };
  // biome-ignore lint/suspicious/noExplicitAny: assertions hold anything.
  const assertion = (manifest: any, label: string) =>
    // biome-ignore lint/suspicious/noExplicitAny: see above.
    manifest.assertions.find((entry: any) => entry.label === label)?.data;

  test('generated by the model that is named, entitled after the file', async () => {
    const manifest = await signed('--model', 'my-model', '--model-version', '2.1');
    expect(manifest.title).toBe('art.png');
    expect(manifest.actions[0]).toMatchObject({
      action: 'c2pa.created',
      softwareAgent: { name: 'my-model', version: '2.1' },
    });
    expect(manifest.actions[0].digitalSourceType).toMatch(/\/trainedAlgorithmicMedia$/);
  });

  test('no version of a model is made up', async () => {
    const manifest = await signed('--model', 'my-model');
    expect(manifest.actions[0].softwareAgent).toMatchObject({ name: 'my-model', version: null });
  });

  test('--title, --generator, --source-type', async () => {
    const manifest = await signed(
      ...['--title', 'A title', '--generator', 'gen', '--generator-version', '7'],
      ...['--source-type', 'digitalCreation'],
    );
    expect(manifest).toMatchObject({
      title: 'A title',
      claimGenerator: { name: 'gen', version: '7' },
    });
    expect(manifest.actions[0].digitalSourceType).toMatch(/\/digitalCreation$/);
  });

  test('--parent makes it an edit', async () => {
    await provenance(folder, ['sign', 'art.png', '-o', 'first.png', '--model', 'm']);
    const manifest = await signed('--parent', 'first.png');
    expect(manifest.actions[0].action).toBe('c2pa.opened');
    expect(manifest.ingredients).toMatchObject([{ relationship: 'parentOf', title: 'first.png' }]);
    expect(manifest.ingredients[0].activeManifest).not.toBeNull();
  });

  test('--component makes it a composite, --input was fed to the model', async () => {
    for (const name of ['one.png', 'two.png']) {
      await writeFile(join(folder, name), await picture('png', 5));
    }
    const composite = await signed('--component', 'one.png', '--component', 'two.png');
    expect(composite.ingredients).toMatchObject([
      { relationship: 'componentOf', title: 'one.png' },
      { relationship: 'componentOf', title: 'two.png' },
    ]);
    const fed = await signed('--input', 'one.png');
    expect(fed.ingredients).toMatchObject([{ relationship: 'inputTo', title: 'one.png' }]);
  });

  test.each(['allowed', 'notAllowed'])('--training-mining %s', async (use) => {
    const { entries } = assertion(await signed('--training-mining', use), 'cawg.training-mining');
    expect(Object.values(entries)).not.toHaveLength(0);
    for (const entry of Object.values(entries)) expect(entry).toMatchObject({ use });
  });

  test('--oversight and --model-id are the AI disclosure', async () => {
    const id = 'pkg:huggingface/org/name@1';
    const args = ['--model', 'm', '--model-id', id, '--oversight', 'prompt_guided'];
    const disclosure = assertion(await signed(...args), 'c2pa.ai-disclosure');
    expect(JSON.stringify(disclosure)).toContain(id);
    expect(JSON.stringify(disclosure)).toContain('prompt_guided');
  });

  test('--assertion takes any label and data', async () => {
    const own = { label: 'com.example.thing', data: { deep: [1, 'two', null] } };
    await writeFile(join(folder, 'own.json'), JSON.stringify(own));
    expect(assertion(await signed('--assertion', 'own.json'), own.label)).toEqual(own.data);
  });

  test('--prompt is readable by everyone, and no prompt is there unasked', async () => {
    const prompt = 'a very secret lighthouse';
    await signed('--prompt', prompt);
    expect(await readFile(join(folder, 'art.signed.png'), 'latin1')).toContain(prompt);
    expect(JSON.stringify(await signed())).not.toContain('prompt');
  });

  test('--hash-prompt commits to it; the salt is printed and, like the prompt, not in the file', async () => {
    const prompt = 'a very secret lighthouse';
    const told = await sign(['art.png', '-f', '--hash-prompt', prompt]);
    const salt = /([A-Za-z0-9+/]{22}==)/.exec(told.stderr)?.[1];
    const silent = await sign(['art.png', '-o', 'q.png', '--quiet', '--hash-prompt', prompt]);
    expect(silent.stderr).toMatch(/[A-Za-z0-9+/]{22}==/);
    const both = ['art.png', '-o', 'both.png', '-q', '--json', '--hash-prompt', prompt];
    expect(await sign(both)).toMatchObject({
      stdout: '',
      stderr: expect.stringMatching(/[A-Za-z0-9+/]{22}==/),
    });
    const listed = await sign(['art.png', '-o', 'j.png', '--json', '--hash-prompt', prompt]);
    expect(json(listed.stdout)[0].promptSalt).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    const file = await readFile(join(folder, 'art.signed.png'), 'latin1');
    for (const secret of [prompt, salt as string]) {
      expect(file).not.toContain(secret);
      expect(file).not.toContain(Buffer.from(secret).toString('base64'));
    }
    expect(file).not.toContain(Buffer.from(salt as string, 'base64').toString('latin1'));
  });
});

test.each([
  { args: ['--model-version', '1'] },
  { args: ['--model-id', 'pkg:a/b'] },
  { args: ['--oversight', 'prompt_guided'] },
  { args: ['--model', 'm', '--model-id', 'pkg:a/b'] },
  { args: ['--model', ''] },
  { args: ['--source-type', 'nonsense'] },
  { args: ['--training-mining', 'maybe'] },
  { args: ['--prompt', 'a', '--hash-prompt', 'b'] },
  { args: ['--hash-prompt', ''] },
  { args: ['--prompt', ''] },
  { args: ['--component', 'art.png', '--input', 'art.png'] },
  { args: ['--parent', 'missing.png'] },
  { args: ['--parent', '.'] },
  { args: ['--assertion', 'art.png'] },
  { args: ['--assertion', 'missing.json'] },
  { args: ['--assertion', '/dev/zero'] },
  { args: ['--signer-key', 'art.png', '--cert', 'art.png'] },
  { args: ['-o', ''] },
])('$args is refused, and nothing is left behind', async ({ args }) => {
  expect(await sign(['art.png', ...args])).toMatchObject({ code: 2, stdout: '' });
  expect(await readdir(folder)).toEqual(['art.png']);
});

test.each([
  ['null', 2],
  ['[]', 2],
  ['{"label":"com.example.a"}', 2],
  ['{"label":7,"data":1}', 2],
  ['{"label":"c2pa.hash.data","data":{}}', 2],
  ['{"label":"com.example.a","data":1}', 0],
])('an assertion file that holds %s', async (text, code) => {
  await writeFile(join(folder, 'own.json'), text);
  expect((await sign(['art.png', '--assertion', 'own.json'])).code).toBe(code);
});

describe('who signs', () => {
  const keys = (name: string) => [
    ...['--signer-key', join(elsewhere.path, name, 'development-signer.key')],
    ...['--cert', join(elsewhere.path, name, 'development-signer.pem')],
  ];

  beforeAll(async () => {
    for (const [name, alg] of [
      ['one', 'ES256'],
      ['two', 'Ed25519'],
    ] as const) {
      await provenance(elsewhere.path, ['keys', 'development', '-o', name, '--alg', alg]);
    }
  });

  test('--signer-key and --cert, without any configuration', async () => {
    await writeFile(join(elsewhere.path, 'art.png'), await picture('png'));
    for (const name of ['one', 'two']) {
      const args = ['sign', 'art.png', '-f', ...keys(name)];
      expect((await provenance(elsewhere.path, args)).code).toBe(0);
      const anchors = ['--trust-anchors', join(elsewhere.path, name, 'development-root.pem')];
      const verified = await provenance(elsewhere.path, ['verify', 'art.signed.png', ...anchors]);
      expect(verified.code).toBe(0);
    }
  });

  test('nobody: a mistake that says what to do', async () => {
    const ran = await provenance(elsewhere.path, ['sign', 'art.png']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('provenance init');
  });

  test('a key that does not belong to the certificate', async () => {
    const [, key] = keys('one');
    const [, , , certificate] = keys('two');
    const ran = await sign([
      'art.png',
      '--signer-key',
      key as string,
      '--cert',
      certificate as string,
    ]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('KEY_MISMATCH');
    expect(await readdir(folder)).toEqual(['art.png']);
  });

  test('a certificate for another purpose: the rule is named, the key is not shown', async () => {
    const [, key, , certificate] = keys('one') as [string, string, string, string];
    await writeFile(
      join(folder, 'server.pem'),
      forAnotherPurpose(await readFile(certificate, 'utf8')),
    );
    const ran = await sign(['art.png', '--signer-key', key, '--cert', 'server.pem']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('CERTIFICATE_REFUSED');
    expect(ran.stderr).toMatch(/extended key usage/i);
    expect(ran.stderr).not.toContain((await readFile(key, 'utf8')).split('\n')[1]);
  });

  test('a key that only its owner may read is enough', async () => {
    const key = workspace.at('.provenance', 'development-signer.key');
    expect((await stat(key)).mode & 0o777).toBe(0o600);
    await chmod(key, 0o400);
    expect((await sign(['art.png'])).code).toBe(0);
  });
});

test('a time-stamp authority that does not answer: exit code 11, and nothing is left behind', async () => {
  // A port that was free a moment ago: nobody listens there.
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const ran = await sign(['art.png', '--timestamp', `http://127.0.0.1:${port}/`]);
  expect(ran).toMatchObject({ code: 11, stdout: '' });
  expect(await readdir(folder)).toEqual(['art.png']);
});

test.each([
  ['empty.png', Buffer.alloc(0)],
  ['text.png', Buffer.from('no picture')],
  ['cut.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
])('%s cannot be signed: exit code 10, and nothing is left behind', async (name, bytes) => {
  await writeFile(join(folder, name), bytes);
  expect(await sign([name])).toMatchObject({ code: 10, stdout: '' });
  expect(await readdir(folder)).toEqual(['art.png', name].sort());
});

test('an interrupted run ends with 130 and leaves nothing behind', async () => {
  const controller = new AbortController();
  controller.abort();
  expect(await sign(['art.png'], { signal: controller.signal })).toMatchObject({ code: 130 });
  expect(await readdir(folder)).toEqual(['art.png']);
});

/**
 * The same certificate with other extended key usages. Its signature breaks with that, which nobody
 * can see who does not have its issuer.
 */
function forAnotherPurpose(pem: string): string {
  const der = Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');
  const usages: [oid: string, lastByte: number][] = [
    ['2b0601040183e85e0201', 9],
    ['2b06010505070304', 1],
  ];
  for (const [oid, lastByte] of usages) {
    const at = der.indexOf(Buffer.from(oid, 'hex'));
    if (at < 0) throw new Error(`${oid} is not in the certificate`);
    der[at + oid.length / 2 - 1] = lastByte;
  }
  const base64 = der.toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}
