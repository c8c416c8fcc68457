// Keys over time: rotated, retired, in other hands; and all of it brought back from what was put away.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { render, say } from '@provenance/messages';
import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import { json, provenance } from './console.ts';
import { textured, useEmptyFolder } from './folders.ts';
import { makeOrganization } from './organization.ts';
import { checkLine } from './schemas.ts';

const base = useEmptyFolder();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(base.path, 'keys-'));
  expect((await run('init', '--yes')).code).toBe(0);
  await writeFile(join(folder, 'art.png'), await textured(1, 384));
});
const run = (...args: string[]) => provenance(folder, args);
const one = async (...args: string[]) => json((await run(...args, '--json')).stdout)[0];
const config = async () =>
  JSON.parse(await readFile(join(folder, 'provenance.config.json'), 'utf8'));

/** Without its credential, as a platform would hand it on. */
async function stripped(from: string, to: string) {
  const bytes = await sharp(await readFile(join(folder, from)))
    .jpeg({ quality: 85 })
    .toBuffer();
  await writeFile(join(folder, to), bytes);
}

describe('a watermark key', () => {
  test('that was rotated marks no more, and is read as before', async () => {
    const before = await one('mark', 'art.png', '--model', 'm', '-o', 'before.png');
    const rotated = await one('keys', 'rotate', 'watermark');
    expect(rotated).toMatchObject({ command: 'rotate', kind: 'watermark' });
    const after = await one('mark', 'art.png', '--model', 'm', '-o', 'after.png');
    expect(after.keyId).toBe(rotated.keyId);
    expect(after.keyId).not.toBe(before.keyId);
    expect((await config()).watermark.keys).toHaveLength(2);
    const { watermarks } = await one('keys', 'list');
    expect(watermarks).toEqual([{ keyId: before.keyId, retired: expect.any(String) }]);
    for (const name of ['before', 'after']) {
      await stripped(`${name}.png`, `${name}.jpg`);
      expect(await one('verify', `${name}.jpg`)).toMatchObject({
        exitCode: 5,
        verdict: { recovered: 'watermark' },
      });
    }
  });

  test('that is rotated more than once a day never takes the place of another', async () => {
    const made = [];
    for (let i = 0; i < 3; i++) made.push((await one('keys', 'rotate', 'watermark')).keyId);
    expect(new Set(made).size).toBe(3);
    const { keys } = (await config()).watermark;
    expect(new Set(keys.map(({ key }: { key: string }) => key)).size).toBe(4);
    const [{ key }] = keys;
    const before = await readFile(join(folder, key));
    const there = await run('keys', 'rotate', 'watermark', '-o', key);
    expect(there).toMatchObject({ code: 2, stderr: expect.stringContaining('--output') });
    expect(there.stderr).not.toContain('--force');
    expect(await readFile(join(folder, key))).toEqual(before);
    expect((await one('mark', 'art.png', '--model', 'm', '-o', 'a.png')).keyId).toBe(made[2]);
  });

  test('that is retired and has no successor marks nothing', async () => {
    const [{ key }] = (await config()).watermark.keys;
    expect((await run('keys', 'retire', key, '--since', '2020-01-01')).code).toBe(0);
    const ran = await run('mark', 'art.png', '--model', 'm');
    expect(ran).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('keys rotate watermark'),
    });
  });

  test('that retires in the future is in use until then', async () => {
    const [{ key }] = (await config()).watermark.keys;
    expect((await run('keys', 'retire', key, '--since', '2999-01-01')).code).toBe(0);
    expect((await run('mark', 'art.png', '--model', 'm')).code).toBe(0);
  });

  test('that was stolen says nothing; what looks like a record is known by its look', async () => {
    const { keyId } = await one('mark', 'art.png', '--model', 'm', '-o', 'marked.png');
    await stripped('marked.png', 'stripped.jpg');
    expect((await run('keys', 'compromised', keyId, '--since', '2026-05-01')).code).toBe(0);
    const found = await one('verify', 'stripped.jpg');
    expect(found.verdict).toMatchObject({
      recovered: 'fingerprint',
      assurance: 'similarity',
      trust: 'none',
    });
    expect(found.watermark).toMatchObject({
      present: true,
      compromised: '2026-05-01T00:00:00.000Z',
    });
    const alone = json((await run('verify', 'stripped.jpg', '--no-registry', '--json')).stdout)[0];
    expect(alone.verdict).toMatchObject({ assurance: 'none', origin: { kind: 'unknown' } });
    expect(alone.exitCode).toBe(3);
    const traced = await one('trace', 'stripped.jpg');
    expect(traced).toMatchObject({
      exitCode: 5,
      compromised: '2026-05-01T00:00:00.000Z',
      records: [{ by: 'fingerprint', look: 'same' }],
    });
    // The credential stands by itself.
    expect((await one('verify', 'marked.png')).verdict).toMatchObject({ integrity: 'intact' });
    expect((await run('mark', 'art.png', '--model', 'm')).code).toBe(2);
    expect((await run('doctor')).stdout).toContain('2026');
  });
});

describe('a signer of another organization than the watermark keys', () => {
  test('is told of, until the keys are rotated: no mark, old or new, contradicts its credential', async () => {
    const plain = await config();
    const edited = { key: '.provenance/edited.key', name: 'Example Organization' };
    await run('keys', 'watermark', '-o', edited.key);
    const keys = [...plain.watermark.keys, { ...edited, marks: 'ai-edited' }];
    makeOrganization(folder, 'next', 'ES256', 'Example Ltd.');
    await writeFile(
      join(folder, 'provenance.config.json'),
      JSON.stringify({
        ...plain,
        watermark: { keys },
        trust: { anchors: [...plain.trust.anchors, 'next-root.pem'] },
      }),
    );
    expect((await run('trust-folder')).code).toBe(0);
    await run('mark', 'art.png', '--model', 'm', '-o', 'before.png');
    const next = ['--signer-key', 'next.key', '--cert', 'next.pem'];
    expect((await run('keys', 'record', ...next)).code).toBe(0);
    const told = render(
      say('keys.of-others', { owner: 'Example Organization', who: 'Example Ltd.' }),
    );
    const rotated = await run('keys', 'rotate', 'signer', ...next);
    expect(rotated).toMatchObject({ code: 0, stderr: expect.stringContaining(told) });
    const doctor = await run('doctor');
    expect(doctor).toMatchObject({ code: 2, stdout: expect.stringContaining(told) });
    const marked = await run('mark', 'art.png', '--model', 'm', '-o', 'contradictory.png');
    expect(marked.stderr).toContain(told);
    expect((await one('verify', 'contradictory.png')).exitCode).toBe(1);

    const made = json((await run('keys', 'rotate', 'watermark', '--json')).stdout);
    expect(made).toHaveLength(2);
    expect((await config()).watermark.keys).toMatchObject([
      { name: 'Example Ltd.', marks: 'ai-generated' },
      { name: 'Example Ltd.', marks: 'ai-edited' },
      { name: 'Example Organization', marks: 'ai-generated' },
      { name: 'Example Organization', marks: 'ai-edited' },
    ]);
    expect((await run('doctor')).code).toBe(0);
    const after = await run('mark', 'art.png', '--model', 'm', '-o', 'after.png');
    expect(after.stderr).not.toContain('Example Ltd.');
    for (const name of ['before.png', 'after.png']) {
      const found = await one('verify', name);
      expect(found.verdict.conflicts, name).toEqual([]);
      expect(found.exitCode, name).toBe(0);
    }
    // The name counts as a verdict compares it.
    const now = await config();
    now.watermark.keys[0].name = 'EXAMPLE  Ltd.';
    await writeFile(join(folder, 'provenance.config.json'), JSON.stringify(now));
    await run('trust-folder');
    expect((await run('doctor')).code).toBe(0);
  });

  test('is no matter where the keys name nobody', async () => {
    const plain = await config();
    const keys = plain.watermark.keys.map(({ name: _, ...rest }: { name: string }) => rest);
    const text = JSON.stringify({ ...plain, watermark: { keys } });
    await writeFile(join(folder, 'provenance.config.json'), text);
    await run('trust-folder');
    makeOrganization(folder, 'next', 'ES256', 'Example Ltd.');
    const next = ['--signer-key', 'next.key', '--cert', 'next.pem'];
    await run('keys', 'record', ...next);
    expect(await run('keys', 'rotate', 'signer', ...next)).toMatchObject({ code: 0, stderr: '' });
    expect((await run('keys', 'rotate', 'watermark')).code).toBe(0);
    expect((await config()).watermark.keys[0]).not.toHaveProperty('name');
    expect((await run('doctor')).code).toBe(0);
  });
});

describe('a record of a key that was stolen', () => {
  const certificate = '.provenance/development-signer.pem';
  const receipt = async (name: string) => {
    expect((await run('trace', name, '--receipt', `${name}.json`)).code).toBe(0);
    return ['trace', '--check', `${name}.json`];
  };
  const next = ['--signer-key', 'next.key', '--cert', 'next.pem'];
  /** Another key signs the end of the log. */
  const goOn = async () => {
    makeOrganization(folder, 'next', 'ES256');
    expect((await run('keys', 'record', ...next)).code).toBe(0);
    expect((await run('keys', 'rotate', 'signer', ...next)).code).toBe(0);
    expect((await run('mark', 'art.png', '--model', 'm', '-o', 'after.png')).code).toBe(0);
  };

  test('of before counts from when another key has signed a head over it, and not sooner', async () => {
    await run('mark', 'art.png', '--model', 'm', '-o', 'marked.png');
    const check = await receipt('marked.png');
    const pinned = [...check, '--cert', certificate];
    expect((await run(...pinned)).code).toBe(0);
    const { compromised: since } = await one('keys', 'compromised', certificate);
    const word = render(say('receipt.compromised', { since }));
    for (const args of [check, pinned, ['trace', 'marked.png']]) {
      const ran = await run(...args);
      expect(ran, args.join(' ')).toMatchObject({ code: 1 });
      expect(ran.stdout, args.join(' ')).toContain(word);
      expect(ran.stdout).not.toContain('✓');
    }
    expect(await one(...check)).toMatchObject({
      receiptHolds: true,
      compromised: { since, counts: false },
      exitCode: 1,
    });
    const log = await one('log', 'verify');
    expect(log).toMatchObject({ exitCode: 1, compromisedRecords: 0 });
    expect(log.problems).toMatchObject([{ kind: 'stranger' }]);
    await goOn();
    const traced = await run('trace', 'marked.png');
    expect(traced.code).toBe(0);
    expect(traced.stdout).toContain(render(say('receipt.compromised.counts', { since })));
    expect((await one('trace', 'marked.png')).records).toMatchObject([
      { compromised: { since, counts: true } },
    ]);
    // What was saved before has the old head: a new receipt has the new one.
    expect((await run(...pinned)).code).toBe(1);
    await run('trace', 'marked.png', '--receipt', 'new.json');
    const both = ['--cert', certificate, '--cert', 'next.pem'];
    expect((await run('trace', '--check', 'new.json', ...both)).code).toBe(0);
    const held = await run('log', 'verify');
    expect(held.code).toBe(0);
    expect((await one('trace', 'after.png')).records[0]).not.toHaveProperty('compromised');
  });

  test('of after never counts, whoever has signed over it, and the log says how many', async () => {
    await run('mark', 'art.png', '--model', 'm', '-o', 'marked.png');
    const check = await receipt('marked.png');
    await run('keys', 'compromised', certificate, '--since', '2026-05-01');
    await goOn();
    const since = '2026-05-01T00:00:00.000Z';
    for (const args of [check, ['trace', 'marked.png']]) {
      const ran = await run(...args);
      expect(ran, args.join(' ')).toMatchObject({ code: 1 });
      expect(ran.stdout).toContain(render(say('receipt.compromised', { since })));
    }
    const { contentId } = (await one('trace', 'marked.png')).records[0].record;
    expect(await run('trace', contentId)).toMatchObject({ code: 1 });
    expect(await one('log', 'verify')).toMatchObject({ exitCode: 0, compromisedRecords: 1 });
    const records = say('count.records.one');
    expect((await run('log', 'verify')).stdout).toContain(
      `! ${render(say('log.compromised', { records }))}`,
    );
    // Who has not got the list cannot know.
    expect((await run(...check, '--no-config')).code).toBe(4);
  });

  test('of a record key: the same', async () => {
    await run('keys', 'record');
    const { certificates } = (await config()).registry;
    await run('mark', 'art.png', '--model', 'm', '-o', 'marked.png');
    const check = await receipt('marked.png');
    expect((await run('keys', 'compromised', certificates, '--since', '2026-05-01')).code).toBe(0);
    expect((await run('keys', 'record')).code).toBe(0);
    await run('mark', 'art.png', '--model', 'm', '-o', 'after.png');
    for (const args of [check, ['trace', 'marked.png']]) expect((await run(...args)).code).toBe(1);
    expect((await run('trace', 'after.png')).code).toBe(0);
    expect(await one('log', 'verify')).toMatchObject({ exitCode: 0, compromisedRecords: 1 });
  });
});

describe('a signer', () => {
  const signerOf = async () => (await config()).signer.certificates as string;

  test('that was rotated signs no more, and what it signed holds', async () => {
    await run('sign', 'art.png', '--model', 'm', '-o', 'before.png');
    const before = await signerOf();
    expect((await run('keys', 'development', '-o', 'next')).code).toBe(0);
    const next = [
      '--signer-key',
      'next/development-signer.key',
      '--cert',
      'next/development-signer.pem',
    ];
    expect((await run('keys', 'rotate', 'signer', ...next)).code).toBe(0);
    expect(await signerOf()).toBe(join('next', 'development-signer.pem'));
    expect((await run('sign', 'art.png', '--model', 'm', '-o', 'after.png')).code).toBe(0);
    for (const name of ['before.png', 'after.png']) {
      expect((await one('verify', name, '--require', 'valid')).exitCode, name).toBe(0);
    }
    const { signers } = await one('keys', 'list');
    expect(signers).toMatchObject([{ retired: expect.any(String) }]);
    const old = ['--cert', before, '--signer-key', before.replace(/\.pem$/, '.key')];
    const refused = await run('sign', 'art.png', '--model', 'm', '-o', 'old.png', ...old);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('keys rotate signer'),
    });
  });

  test('whose key cannot sign records is refused, and nothing is changed, until the registry has a key', async () => {
    const made = (alg: string, to: string) => run('keys', 'development', '--alg', alg, '-o', to);
    await made('ES256', 'next');
    const before = await config();
    const next = [
      '--signer-key',
      'next/development-signer.key',
      '--cert',
      'next/development-signer.pem',
    ];
    for (const language of ['en', 'ja']) {
      const refused = await run('keys', 'rotate', 'signer', ...next, '--lang', language);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(
        render(say('mistake.rotate-needs-record-key', { alg: 'EC prime256v1' }), {
          language: language as 'en' | 'ja',
        }),
      );
      expect(refused.stderr).toContain('keys record');
    }
    expect(await config()).toEqual(before);
    expect(await readdir(folder)).toEqual(expect.not.arrayContaining(['provenance.keys.json']));
    expect((await run('mark', 'art.png', '--model', 'm', '-o', 'still.png')).code).toBe(0);

    expect((await run('keys', 'record', ...next)).code).toBe(0);
    expect((await run('keys', 'rotate', 'signer', ...next)).code).toBe(0);
    expect((await run('mark', 'art.png', '--model', 'm', '-o', 'after.png')).code).toBe(0);
  });

  test('whose key was stolen: without a time stamp nothing that it signed counts', async () => {
    await run('sign', 'art.png', '--model', 'm', '-o', 'signed.png');
    expect((await one('verify', 'signed.png')).verdict.trust).toBe('trusted');
    expect((await run('keys', 'compromised', await signerOf())).code).toBe(0);
    const found = await one('verify', 'signed.png');
    expect(found).toMatchObject({
      exitCode: 1,
      verdict: { trust: 'none', integrity: 'unverifiable', origin: { kind: 'unknown' } },
      summary: { status: 'invalid' },
      policy: { met: false },
    });
    expect(found.verdict.says[0].code).toBe('verdict.key-compromised');
    expect((await run('sign', 'art.png', '--model', 'm', '-o', 'again.png')).code).toBe(2);
  });

  test('whose key was stolen: the record of its very bytes still says what they are', async () => {
    await run('mark', 'art.png', '--model', 'm', '-o', 'marked.png');
    await run('keys', 'compromised', await signerOf());
    const found = await one('verify', 'marked.png');
    expect(found.verdict).toMatchObject({ trust: 'none', recovered: 'hash', integrity: 'intact' });
    expect(found.registry.records).toHaveLength(1);
    // Recovered by its record, and not "valid, but of a signer on no list".
    expect(found.exitCode).toBe(5);
    const codes = (said: { code: string }[]) => said.map(({ code }) => code);
    expect(codes(found.summary.but.says)).toContain('evidence.signature.compromised');
    const manifest = found.evidence.find(
      ({ finding }: { finding: string }) => finding === 'manifest',
    );
    expect(codes(manifest.says)).toEqual(['evidence.manifest.stolen']);
    const { stdout } = await run('verify', '-v', 'marked.png');
    expect(stdout).toContain(render(say('policy.stolen')));
    // Also where the mark counts for nothing any more.
    await run('keys', 'compromised', '.provenance/watermark.key', '--since', '2026-05-01');
    const both = await one('verify', 'marked.png');
    expect(both.verdict).toMatchObject({
      recovered: 'hash',
      integrity: 'intact',
      origin: { kind: 'unknown' },
    });
    // Not "nothing in it tells where it comes from", above a line that says whose record it is.
    expect(codes(both.summary.what.says)).toEqual(['summary.what.recorded.silent']);
    expect(codes(both.summary.who.says)).toEqual(['summary.who.record.hash']);
  });
});

describe('a day that is to come', () => {
  test('is none since when somebody has a key, and retires one', async () => {
    const { certificates } = (await config()).signer;
    const refused = await run('keys', 'compromised', certificates, '--since', '2999-01-01');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(render(say('mistake.since-to-come')));
    expect(await readdir(folder)).not.toContain('provenance.keys.json');
    expect((await run('keys', 'retire', certificates, '--since', '2999-01-01')).code).toBe(0);
  });
});

test('doctor tells of a stolen signer once: a registry with a key of its own is well', async () => {
  await run('keys', 'record');
  const { certificates } = (await config()).signer;
  makeOrganization(folder, 'next', 'ES256');
  const next = ['--signer-key', 'next.key', '--cert', 'next.pem'];
  await run('keys', 'record', ...next);
  await run('keys', 'compromised', certificates, '--since', '2026-05-01');
  const { findings } = await one('doctor');
  const wrong = findings.filter(({ problem }: { problem: string | null }) => problem !== null);
  expect(wrong.map(({ what }: { what: string }) => what)).toEqual(['signer']);
  expect(findings.at(-1)).toMatchObject({ what: 'registry', problem: null });
});

test('the keys of texts are listed, with what became of the key that they are derived from', async () => {
  const plain = await config();
  const [{ key }] = plain.watermark.keys;
  expect((await one('keys', 'list')).texts).toEqual([]);
  const scheme = 'provenance-gumbel-siphash-v1';
  const make = ['--tokenizer', 'o200k_base', '--scheme', scheme, '--watermark-key', key];
  expect((await run('profile', 'make', '-o', 'text.json', ...make)).code).toBe(0);
  await writeFile(
    join(folder, 'provenance.config.json'),
    JSON.stringify({ ...plain, textMark: { profiles: [{ profile: 'text.json', name: 'Desk' }] } }),
  );
  expect((await run('trust-folder')).code).toBe(0);
  const { kid } = JSON.parse(await readFile(join(folder, 'text.json'), 'utf8'));
  const list = await one('keys', 'list');
  checkLine(list);
  expect(list.texts).toEqual([{ kid, scheme, name: 'Desk' }]);
  const since = '2026-01-02T00:00:00.000Z';
  expect((await run('keys', 'compromised', key, '--since', since)).code).toBe(0);
  expect((await one('keys', 'list')).texts).toMatchObject([{ kid, compromised: since }]);
  expect((await run('keys', 'list')).stdout).toContain(
    render(say('keys.history.compromised', { of: say('keys.of-text', { kid, scheme }), since })),
  );
});

test('the list of keys is a file that its schema knows, and nothing else in it', async () => {
  const [{ key }] = (await config()).watermark.keys;
  const { signer } = await config();
  await run('keys', 'retire', key);
  await run('keys', 'compromised', signer.certificates, '--since', '2026-05-01');
  const list = JSON.parse(await readFile(join(folder, 'provenance.keys.json'), 'utf8'));
  expect([list.signers.length, list.watermarks.length]).toEqual([1, 1]);
  checkLine(list);
  expect(() => checkLine({ ...list, stolen: [] })).toThrow(/not as/);
});

test('mistakes are told, and a list that cannot be read is none that is empty', async () => {
  expect((await run('keys', 'retire', 'art.png')).code).toBe(2);
  expect((await run('keys', 'retire', 'nothing.key')).code).toBe(2);
  const bare = await mkdtemp(join(base.path, 'bare-'));
  expect((await provenance(bare, ['keys', 'list'])).code).toBe(2);
  for (const text of [
    '{',
    '{}',
    '{"schema":"provenance.keys/1","signers":[],"watermarks":[{"keyId":"x"}]}',
  ]) {
    await writeFile(join(folder, 'provenance.keys.json'), text);
    const ran = await run('verify', 'art.png');
    expect(ran, text).toMatchObject({ code: 2, stderr: expect.stringContaining('CONFIG_INVALID') });
  }
});

test('the drill: from what was put away, another machine knows what was marked, and goes on', async () => {
  await run('mark', 'art.png', '--model', 'm', '-o', 'marked.png');
  await stripped('marked.png', 'stripped.jpg');
  // What docs/operator.md says to put away.
  const safe = await mkdtemp(join(base.path, 'safe-'));
  expect((await run('registry', 'backup', join(safe, 'registry'))).code).toBe(0);
  expect((await run('log', 'head', '-o', join(safe, 'log.head'))).code).toBe(0);
  const { signer, watermark, trust } = await config();
  const files = [
    signer.certificates,
    signer.key,
    ...watermark.keys.map(({ key }: { key: string }) => key),
  ];
  for (const file of [...files, ...trust.anchors, 'provenance.config.json']) {
    await cp(join(folder, file), join(safe, file), { recursive: true });
  }
  const picture = await readFile(join(folder, 'stripped.jpg'));
  await rm(folder, { recursive: true });

  const other = await mkdtemp(join(base.path, 'other-'));
  for (const file of [...files, ...trust.anchors, 'provenance.config.json']) {
    await cp(join(safe, file), join(other, file), { recursive: true });
  }
  folder = other;
  expect((await run('trust-folder')).code).toBe(0);
  expect((await run('registry', 'restore', join(safe, 'registry'))).code).toBe(0);
  await writeFile(join(folder, 'stripped.jpg'), picture);
  await writeFile(join(folder, 'art.png'), await textured(2, 384));
  expect(await one('verify', 'stripped.jpg')).toMatchObject({
    verdict: { recovered: 'watermark' },
  });
  expect((await run('log', 'verify', '--head', join(safe, 'log.head'))).code).toBe(0);
  expect((await run('mark', 'art.png', '--model', 'm')).code).toBe(0);
});
