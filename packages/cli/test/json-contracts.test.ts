// Every --json has a schema, and says what the schema says: each command is run, and its lines are held against it.
import { readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProvenanceOutput } from '@provenance/cli';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  notice,
  type PostgresServer,
  postgresPrograms,
  startPostgres,
} from '../../../.ci/postgres.ts';
import { createProgram } from '../src/program/program.ts';
import type { Io } from '../src/terminal/io.ts';
import { json, provenance } from './console.ts';
import { textured, useEmptyFolder } from './folders.ts';
import { checkLine, readSchema, SCHEMA_FILES } from './schemas.ts';

const base = useEmptyFolder();
let folder: string;
const run = (...args: string[]) => provenance(folder, args);
const at = (...names: string[]) => join(folder, ...names);

test.each([...SCHEMA_FILES.values()])('%s is named by a URL that ends in its file', (file) => {
  const { $id, title } = readSchema(file);
  expect(URL.canParse($id) && $id.endsWith(`/${file}`)).toBe(true);
  expect(title).toBeTruthy();
});

/** What was seen of each command, and under which schemas. */
const seen = new Map<string, Set<string>>();

/** Runs a command, and holds each line against its schema. @returns The lines. */
async function checked(command: string, ...args: string[]) {
  return checkedIn(command, await run(...command.split(' '), ...args, '--json'), args);
}

function checkedIn(command: string, ran: Awaited<ReturnType<typeof run>>, args: string[] = []) {
  const lines: ProvenanceOutput[] = json(ran.stdout);
  expect(
    lines.length,
    `${command} ${args.join(' ')} says something: ${ran.stderr}`,
  ).toBeGreaterThan(0);
  for (const line of lines) {
    checkLine(line);
    if ('schema' in line) seen.set(command, (seen.get(command) ?? new Set()).add(line.schema));
  }
  // biome-ignore lint/suspicious/noExplicitAny: the schema has just said what it is.
  return lines as any[];
}

beforeAll(async () => {
  folder = await mkdtemp(join(base.path, 'json-'));
  expect((await run('init', '--yes')).code).toBe(0);
  await writeFile(at('art.png'), await textured(1, 320));
  await writeFile(at('plain.png'), await textured(2, 320));
  await writeFile(at('broken.png'), 'no picture');
  await writeFile(at('note.txt'), 'A sentence that somebody wrote.\n');
});

describe('files', () => {
  test('mark, sign, embed', async () => {
    await checked(
      'mark',
      'art.png',
      '--model',
      'm',
      '--model-version',
      '2',
      '-o',
      'marked.png',
      '--request-id',
      'r-1',
    );
    await checked('mark', 'note.txt', '--model', 'm', '-o', 'marked.txt', '--hash-prompt', 'x');
    await checked('sign', 'art.png', '--model', 'm', '-o', 'signed.png');
    await checked('embed', 'art.png', '-o', 'embedded.png');
  });

  test('verify, inspect, detect, trace', async () => {
    await checked('verify', 'marked.png', 'broken.png', 'note.txt', '--rules', 'jp,eu');
    for (const file of ['signed.png', 'marked.txt']) await checked('inspect', file);
    await checked('detect', 'marked.png', 'broken.png');
    await checked('trace', 'marked.png', 'marked.txt');
    await checked('trace', '--request-id', 'r-1');
    expect((await run('trace', 'marked.png', '--receipt', 'receipt.json')).code).toBe(0);
    await checked('trace', '--check', 'receipt.json');
  }, 180_000);
});

describe('the registry', () => {
  test('what reads it', async () => {
    await checked('registry init');
    for (const what of ['stats', 'deliver']) await checked(`registry ${what}`);
    await checked('registry report', '--month', new Date().toISOString().slice(0, 7));
    const [{ contentId }] = await checked('registry search', '--model', 'm');
    await checked('registry show', contentId);
    await checked('log verify');
    await checked('log head');
  });

  test('what moves it', async () => {
    await checked('registry export', '-o', 'all.cbor');
    await checked('registry backup', 'backup');
    await checked('registry copy', 'copy');
    const imported = ['--registry', 'imported'];
    expect((await run('registry', 'init', 'imported')).code).toBe(0);
    await checked('registry import', 'all.cbor', ...imported);
    await checked('registry restore', 'backup', '--registry', 'restored');
  });

  test('what holds and erases', async () => {
    const [{ contentId }] = await checked('registry search', '--model', 'm');
    await checked('registry hold', contentId, '--reason', 'a dispute');
    await checked('registry holds');
    await checked('registry release', contentId, '--reason', 'settled');
    await checked('registry erase', contentId, '--yes');
    await checked('registry prune', '--yes');
    await checked('registry audit');
  });

  test('requests', async () => {
    const [{ id }] = await checked('request open', 'plain.png', '--purpose', 'is it yours');
    await checked('request answer', id, 'plain.png');
    await checked('request list');
    await checked('request show', id);
    await checked('request export', '-o', 'requests.cbor');
    await checked('request erase', id, '--yes');
  });
});

test('the guard', async () => {
  const why = ['--contact', 'rights@example.org', '--reason', 'asked for', '--operator', 'op'];
  const [{ id }] = await checked('guard add', 'art.png', ...why);
  await checked('guard list', '--hits');
  await checked('guard check', 'art.png', 'plain.png', 'note.txt');
  await checked('guard remove', id, '--reason', 'agreed');
  await checked('guard remove', id, '--reason', 'agreed', '--erase', '--yes');
});

test('the statement', async () => {
  const answers = new URL('../../../docs/disclosure/answers.json', import.meta.url);
  const config = JSON.parse(readFileSync(at('provenance.config.json'), 'utf8'));
  const disclosure = JSON.parse(readFileSync(answers, 'utf8'));
  await writeFile(at('provenance.config.json'), JSON.stringify({ ...config, disclosure }));
  await checked('trust-folder');
  await checked('disclose', '-o', 'statement');
  await checked('disclose', '-o', 'statement', '--check');
});

test('keys, tokens, trust, the state of things', async () => {
  const { signer, watermark } = JSON.parse(readFileSync(at('provenance.config.json'), 'utf8'));
  await checked('keys show', signer.certificates);
  await checked('keys rotate watermark');
  expect((await run('keys', 'development', '-o', 'next')).code).toBe(0);
  const next = [
    '--signer-key',
    'next/development-signer.key',
    '--cert',
    'next/development-signer.pem',
  ];
  await checked('keys rotate signer', ...next);
  await checked('keys record');
  await checked('keys retire', watermark.keys[0].key);
  await checked('keys compromised', signer.certificates);
  await checked('keys list');
  const [{ id }] = await checked('token create', '--name', 'pipeline', '--scope', 'mark');
  await checked('token list');
  await checked('token revoke', id);
  await checked('trust list');
  await checked('doctor');
  await checked('trust-folder');
  await checked('trust-folder', '--list');
  await checked('trust-folder', '--remove');
  expect((await run('trust-folder')).code).toBe(0);
});

const programs = postgresPrograms();
if (programs === null) notice();
let server: PostgresServer | null = null;
afterAll(() => server?.stop());

test.skipIf(programs === null)(
  'the queue',
  async () => {
    server = await startPostgres(programs as string, { fsync: 'off' });
    const env = { PROVENANCE_REGISTRY: server.url };
    const queue = async (...args: string[]) =>
      checkedIn(
        `queue ${args[0]}`,
        await provenance(folder, ['queue', ...args, '--json'], { env }),
        args,
      );
    expect((await provenance(folder, ['registry', 'init'], { env })).code).toBe(0);
    await queue('add', 'plain.png', 'broken.png', '-o', 'queued', '--model', 'm');
    await queue('work', '--until-empty', '--workers', '1');
    await queue('status');
    await queue('dead');
    await queue('retry', '--all');
  },
  120_000,
);

test('no command with --json is left out', () => {
  const commands: string[] = [];
  const walk = (command: Command, path: string) => {
    for (const under of command.commands) {
      const name = `${path}${under.name()}`;
      if (under.options.some(({ long }) => long === '--json')) commands.push(name);
      walk(under, `${name} `);
    }
  };
  const io = { env: {}, language: 'en' } as unknown as Io;
  walk(createProgram(io, { print: () => {}, done: () => {}, speak: () => {} }), '');
  const needs =
    programs === null ? commands.filter((each) => !each.startsWith('queue ')) : commands;
  expect([...seen.keys()].sort()).toEqual(needs.sort());
  // And none of the schemas is of nothing.
  const used = new Set([...seen.values()].flatMap((each) => [...each]));
  const unused = [...SCHEMA_FILES.keys()].filter((each) => !used.has(each));
  expect(unused.filter((each) => !ELSEWHERE.has(each))).toEqual([]);
});

/** Of `worker --stdio`, and of what needs a model: their own tests hold lines against these. */
const ELSEWHERE = new Set(['provenance.detect-text/1', 'provenance.worker/1']);
