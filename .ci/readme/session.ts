// Sessions of the command line, as a person sees them. Times, sizes, keys and what depends on them change with
// every run: masked.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type ProcessIo, run } from '@provenance/cli';
import { generateArt } from '../../examples/art.ts';
import { stripManifest } from '../../examples/png.ts';

const ID = '0123456789abcdef';
const COMMANDS = [
  'init --yes',
  `mark art.png --model example-diffusion --model-version 2.1 --content-id ${ID}`,
  'verify art.marked.png',
  'verify -v art.marked.png',
  'verify art.stripped.png',
];
const ALL = [0, 1, 2, 3, 4];

/** What each session shows of them, and in which language, by its name in the documents. */
const SHOWN: Record<string, readonly [shown: number[], flag: string]> = {
  session: [ALL, ''],
  'session-short': [[2, 4], ''],
  'session-ja': [ALL, ' --lang ja'],
};

const told = new Map<string, Promise<string[]>>();

/** All commands are run once a language, in one folder, one after the other. */
export const sessions = Object.fromEntries(
  Object.entries(SHOWN).map(([name, [shown, flag]]) => [
    name,
    async () => {
      if (!told.has(flag)) told.set(flag, tellAll(flag));
      const texts = (await told.get(flag)) as string[];
      const text = shown.map((index) => texts[index]).join('');
      return `\`\`\`console\n${text.trim()}\n\`\`\``;
    },
  ]),
);

async function tellAll(flag: string): Promise<string[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'provenance-readme-'));
  try {
    writeFileSync(join(cwd, 'art.png'), await generateArt(7, { width: 480, height: 320 }));
    const texts: string[] = [];
    for (const command of COMMANDS) {
      texts.push(await tell(`${command}${flag}`, cwd));
      if (!command.startsWith('mark')) continue;
      const marked = readFileSync(join(cwd, 'art.marked.png'));
      writeFileSync(join(cwd, 'art.stripped.png'), stripManifest(marked));
    }
    return texts;
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

async function tell(command: string, cwd: string): Promise<string> {
  const texts = [`$ provenance ${command.replace(` --content-id ${ID}`, '')}\n`];
  const sink = {
    isTTY: false,
    write: async (text: string | Uint8Array) => {
      texts.push(String(text));
    },
  };
  const io: ProcessIo = {
    stdout: sink,
    stderr: sink,
    stdin: new PassThrough(),
    // Where `init` says that the folder is trusted.
    env: { XDG_CONFIG_HOME: join(cwd, '.config') },
    cwd,
    signal: new AbortController().signal,
  };
  await run(command.split(' '), io);
  return texts
    .join('')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC([+-][\d:]+)?/g, '2026-01-01 09:00:00 UTC+09:00')
    .replace(/[\d,]+( bytes|バイト), SHA-256 [0-9a-f]{16}…/g, '599$1, SHA-256 0123456789abcdef…')
    .replace(/(key|鍵) [0-9a-f]{16}/g, '$1 fedcba9876543210')
    .replace(/[\d.]+ dB/g, '42 dB')
    .replace(/1e-\d+/g, '1e-12')
    .replace(/1 in [\d,]+ [mbt]r?illion/g, '1 in 1 trillion')
    .replace(/[\d,]+[億兆](?=[枚件])/g, '1兆')
    .replace(/\n{3,}/g, '\n\n');
}
