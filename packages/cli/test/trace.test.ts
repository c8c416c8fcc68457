import { mkdir, readdir } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { json, lines, provenance } from './console.ts';
import { textured, useEmptyFolder, useWorkspace } from './folders.ts';

const workspace = useWorkspace();
const elsewhere = useEmptyFolder();
const run = (...args: string[]) => provenance(workspace.path, args);
const traced = async (...args: string[]) => json((await run('trace', '--json', ...args)).stdout);

let contentId: string;
beforeAll(async () => {
  await workspace.write('art.png', await textured(1, 384));
  await workspace.write('art2.png', await textured(2, 384));
  const model = ['--model', 'example-diffusion', '--model-version', '2.1', '--request-id', 'r-1'];
  const [line] = json((await run('mark', 'art.png', ...model, '--json')).stdout);
  contentId = line.contentId;
  await run('mark', 'art2.png');
  const marked = await workspace.read('art.marked.png');
  await workspace.write('stripped.jpg', await sharp(marked).jpeg({ quality: 80 }).toBuffer());
  await workspace.write('nothing.png', await textured(901, 384));
}, 60_000);

describe('what is behind an id', () => {
  test('of content: as it stands among the files, or by its flag', async () => {
    for (const args of [[contentId], [contentId.toUpperCase()], ['--content-id', contentId]]) {
      const [line, ...rest] = await traced(...args);
      expect(rest).toEqual([]);
      expect(line).toMatchObject({
        schema: 'provenance.trace/1',
        file: null,
        contentId,
        records: [
          { by: 'content-id', look: null, distance: null, receiptHolds: true, included: true },
        ],
        exitCode: 0,
      });
    }
    const ran = await run('trace', contentId);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(
      new RegExp(`^✓ ${contentId}: handed out by “Example Organization” at \\d{4}-`),
    );
    expect(ran.stdout).toMatch(/^ {2}Found by +the content id that was asked for/m);
  });

  test('of a request, with all that was handed out for it', async () => {
    const [line, none] = await traced('--request-id', 'r-1', '--request-id', 'r-2');
    expect(line).toMatchObject({ requestId: 'r-1', records: [{ by: 'request-id' }], exitCode: 0 });
    expect(line.records[0].record.contentId).toBe(contentId);
    expect(none).toMatchObject({ requestId: 'r-2', records: [], exitCode: 3 });
  });

  test('that nobody has: exit code 3, and the worst of all that is asked', async () => {
    const nobody = '0'.repeat(16);
    expect(await run('trace', nobody)).toMatchObject({
      code: 3,
      stdout: `? ${nobody}: no origin record of it is in this registry.\n`,
    });
    const both = await run('trace', nobody, contentId, 'art.marked.png', '--json');
    expect(both.code).toBe(3);
    expect(json(both.stdout).map(({ exitCode }) => exitCode)).toEqual([3, 0, 0]);
  });

  test('is a file where one has that name, and may be given with a receipt', async () => {
    const name = 'feedfacefeedface';
    await workspace.write(name, await workspace.read('art.marked.png'));
    expect(await traced(name)).toMatchObject([{ file: name, records: [{ by: 'hash' }] }]);
    const ran = await run('trace', contentId, '--receipt', 'of-id.json', '-q');
    expect(ran.code).toBe(0);
    // Nobody said whose certificate it is.
    expect((await run('trace', '--check', 'of-id.json')).code).toBe(4);
    expect((await run('trace', '--check', 'of-id.json', '--content-id', contentId)).code).toBe(2);
    for (const args of [
      ['--content-id', 'x'],
      ['--request-id', ''],
      ['--no-config', contentId],
      [contentId, 'art.marked.png', '--receipt', 'two.json'],
    ]) {
      expect((await run('trace', ...args)).code).toBe(2);
    }
  });
});

describe('what is behind a file', () => {
  test('its bytes, whole: exit code 0, with a receipt and a place in the log', async () => {
    const [line, ...rest] = await traced('art.marked.png');
    expect(rest).toEqual([]);
    expect(line).toMatchObject({
      schema: 'provenance.trace/1',
      file: 'art.marked.png',
      mediaType: 'image/png',
      contentId,
      records: [
        {
          by: 'hash',
          look: 'same',
          logIndex: 0,
          receiptHolds: true,
          included: true,
          proof: { logIndex: 0, treeSize: 2 },
          record: {
            contentId,
            issuer: 'Example Organization',
            model: { name: 'example-diffusion', version: '2.1' },
            requestId: 'r-1',
          },
        },
      ],
      exitCode: 0,
    });
    const [record] = line.records;
    expect(record.certificates).toContain('BEGIN CERTIFICATE');
    expect(record.record.manifest.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(Buffer.from(record.manifestStore, 'base64').length).toBeGreaterThan(1000);
  });

  test('a person reads who, when and by which model, and what proves it', async () => {
    const ran = await run('trace', 'stripped.jpg');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    const [first] = lines(ran.stdout);
    expect(first).toMatch(/^✓ stripped\.jpg: handed out by “Example Organization” at \d{4}-/);
    expect(first).toContain('“example-diffusion 2.1”');
    for (const row of [
      /^ {2}Content id +[0-9a-f]{16}$/m,
      /^ {2}Request +“r-1”$/m,
      /^ {2}Found by +its watermark \(by chance in less than 1e-\d+ of pictures\)$/m,
      /^ {2}Look +it looks like what was recorded \(\d+ of 256 bits of the fingerprint differ\)$/m,
      /^ {2}Receipt +its signature holds$/m,
      /^ {2}Log +entry 0, counted from 0, in a log of 2 entries; proved against the head that was signed at /m,
    ]) {
      expect(ran.stdout).toMatch(row);
    }
  });

  test('by the label of its manifest, where the key of the mark is not known', async () => {
    await run('keys', 'watermark', '-o', 'strange.key');
    const bytes = await workspace.read('art.marked.png');
    // One pixel less would be decoded as well; a byte behind the end is no part of the picture.
    await workspace.write('longer.png', Buffer.concat([bytes, Buffer.alloc(1)]));
    const ran = await run('trace', 'longer.png', '--json', '--watermark-key', 'strange.key');
    expect(json(ran.stdout)[0]).toMatchObject({ records: [{ by: 'manifest' }], exitCode: 0 });
  });

  test('only a likeness: exit code 5, and no proof', async () => {
    const ran = await run('trace', 'stripped.jpg', '--watermark-key', 'strange.key');
    expect(ran.code).toBe(5);
    expect(lines(ran.stdout)[0]).toMatch(/^! stripped\.jpg: looks like what was handed out by/);
    expect(ran.stdout).toContain('which is no proof');
  });

  test('nothing: exit code 3', async () => {
    const ran = await run('trace', 'nothing.png');
    expect(ran.code).toBe(3);
    expect(ran.stdout).toMatch(/^\? nothing\.png: no origin record of it is in this registry\.\n$/);
    expect(await traced('nothing.png')).toMatchObject([{ records: [], exitCode: 3 }]);
  });

  test('what cannot be read: exit code 10, and not "none"', async () => {
    const marked = await workspace.read('art.marked.png');
    await workspace.write('broken.png', marked.subarray(0, 2000));
    const ran = await run('trace', 'broken.png');
    expect(ran.code).toBe(10);
    expect(ran.stdout).toContain('it cannot be read');
    const [line] = await traced('broken.png');
    expect(line).toMatchObject({ records: [], exitCode: 10, unreadable: expect.any(String) });
    expect((await traced('nothing.png'))[0].unreadable).toBe(null);
  });

  test('a folder, in order; the worst decides, and a bad file ends nothing', async () => {
    await mkdir(workspace.at('many'));
    await workspace.write('many/a.jpg', await workspace.read('stripped.jpg'));
    await workspace.write('many/b.png', await workspace.read('nothing.png'));
    const ran = await run('trace', 'many', 'missing.png', '--json');
    expect(ran.code).toBe(10);
    expect(json(ran.stdout).map(({ exitCode }) => exitCode)).toEqual([0, 3]);
    expect(ran.stderr).toContain('FILE_NOT_FOUND');
    const quiet = await run('trace', 'stripped.jpg', '-q');
    expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  test('from standard input', async () => {
    const stdin = await workspace.read('stripped.jpg');
    const ran = await provenance(workspace.path, ['trace', '-', '--json'], { stdin });
    expect(json(ran.stdout)[0]).toMatchObject({ file: '-', exitCode: 0 });
  });
});

describe('a receipt for somebody else', () => {
  const check = (folder: string, ...args: string[]) => provenance(folder, ['trace', ...args]);
  const receipt = () => workspace.at('art.receipt.json');
  beforeAll(async () => {
    const ran = await run('trace', 'stripped.jpg', '-q', '--receipt', 'art.receipt.json');
    expect(ran.code).toBe(0);
  });

  test('is checked without a registry, with the certificate of the issuer', async () => {
    const cert = workspace.at('.provenance', 'development-signer.pem');
    const ran = await check(elsewhere.path, '--check', receipt(), '--cert', cert);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain(contentId);
    expect(ran.stdout).toMatch(/^ {2}Log +entry 0, counted from 0, in a log of 2 entries; proved/m);
    const [line] = json(
      (await check(elsewhere.path, '--check', receipt(), '--cert', cert, '--json')).stdout,
    );
    expect(line).toMatchObject({
      schema: 'provenance.receipt-check/1',
      receiptHolds: true,
      included: true,
      pinned: true,
      record: { contentId },
      exitCode: 0,
    });
    expect(await readdir(elsewhere.path)).toEqual([]);
  });

  test('without one it is only as good as its own: exit code 4', async () => {
    const ran = await check(elsewhere.path, '--check', receipt());
    expect(ran.code).toBe(4);
    expect(lines(ran.stdout)[0]).toMatch(/^! .*--cert/);
  });

  test("of another one's certificate it does not hold: exit code 1", async () => {
    await run('keys', 'development', '-o', 'other', '--organization', 'Other Inc.');
    const cert = workspace.at('other', 'development-signer.pem');
    const ran = await check(elsewhere.path, '--check', receipt(), '--cert', cert);
    expect(ran.code).toBe(1);
    expect(lines(ran.stdout)[0]).toMatch(/^✗ The receipt does not hold: another certificate/);
    // One of several will do.
    const own = workspace.at('.provenance', 'development-signer.pem');
    const both = await check(elsewhere.path, '--check', receipt(), '--cert', cert, '--cert', own);
    expect(both.code).toBe(0);
  });

  test('one bit of it changed: it does not hold, or is none', async () => {
    const whole = JSON.parse(String(await workspace.read('art.receipt.json')));
    const cert = ['--cert', workspace.at('.provenance', 'development-signer.pem')];
    const code = async (changed: object) => {
      await workspace.write('changed.json', JSON.stringify({ ...whole, ...changed }));
      return (await check(workspace.path, '--check', 'changed.json', ...cert)).code;
    };
    const flipped = (text: string, at: number) => {
      const bytes = Buffer.from(text, 'base64');
      bytes[at] = bytes[at]! ^ 1;
      return bytes.toString('base64');
    };
    const { length } = Buffer.from(whole.receipt, 'base64');
    for (const at of [0, 40, Math.round(length / 2), length - 1]) {
      expect([1, 10], `byte ${at}`).toContain(await code({ receipt: flipped(whole.receipt, at) }));
    }
    const { proof } = whole;
    const path = proof.path.map((hash: string) =>
      hash.replace(/^./, (c) => (c === '0' ? '1' : '0')),
    );
    expect(await code({ proof: { ...proof, path } })).toBe(1);
    expect(await code({ proof: { ...proof, logIndex: proof.logIndex + 1 } })).toBe(1);
    expect(await code({ proof: { ...proof, treeSize: proof.treeSize + 1 } })).toBe(1);
    expect(await code({ proof: { ...proof, head: flipped(proof.head, 60) } })).not.toBe(0);
    // A receipt alone proves who said it, and not that it is in the log.
    expect(await code({ proof: null })).toBe(0);
  });

  test.each<[string, unknown]>([
    ['no JSON', 'text'],
    ['no object', null],
    ['another schema', { schema: 'provenance.trace/1' }],
    ['no receipt', { schema: 'provenance.receipt/1' }],
    ['not base64', { schema: 'provenance.receipt/1', receipt: 'ä', certificates: '', proof: null }],
    [
      'a path without end',
      {
        schema: 'provenance.receipt/1',
        receipt: '',
        certificates: '',
        proof: { path: Array(1000).fill('00'.repeat(32)) },
      },
    ],
  ])('%s is none: exit code 10', async (_, content) => {
    const text = content === 'text' ? 'no JSON' : JSON.stringify(content);
    await workspace.write('none.json', text);
    const ran = await run('trace', '--check', 'none.json');
    expect(ran).toMatchObject({ code: 10, stdout: '' });
    expect(ran.stderr).toContain('RECORD_MALFORMED');
  });

  test('is of one record, and replaces nothing unasked', async () => {
    const none = await run('trace', 'nothing.png', '--receipt', 'n.json');
    expect(none.code).toBe(3);
    expect(none.stderr).toContain('no receipt was written');
    expect(await readdir(workspace.path)).not.toContain('n.json');
    const there = await run('trace', 'stripped.jpg', '--receipt', 'art.receipt.json');
    expect(there.code).toBe(2);
    expect(there.stderr).toContain('FILE_EXISTS');
    expect((await run('trace', 'many', '--receipt', 'x.json')).code).toBe(2);
    const again = await run('trace', 'stripped.jpg', '-f', '--receipt', 'art.receipt.json');
    expect(again.code).toBe(0);
  });
});
