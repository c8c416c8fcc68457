// The arrows of the house: between rooms, between the folders of a room, and no circle of files.
// docs: CONTRIBUTING.md, "The rooms".
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What each room may import, itself left out. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  content: [],
  cose: ['content'],
  messages: ['content'],
  container: [],
  labels: ['container', 'content'],
  'trust-lists': ['content', 'cose'],
  watermark: [],
  fingerprint: [],
  text: [],
  textmark: ['content'],
  image: ['container', 'content'],
  c2pa: ['container', 'content', 'cose', 'text'],
  kms: ['c2pa', 'content', 'cose'],
  registry: ['content', 'cose'],
  sdk: [
    'content',
    'messages',
    'watermark',
    'fingerprint',
    'image',
    'labels',
    'c2pa',
    'registry',
    'text',
    'textmark',
    'trust-lists',
  ],
  disclosure: ['content', 'messages', 'registry', 'sdk'],
  // `labels` and `text` for the page alone, which is bundled.
  server: ['content', 'messages', 'labels', 'text', 'fingerprint', 'c2pa', 'registry', 'sdk'],
  // `provenance serve` is the one arrow between the two faces.
  cli: [
    'content',
    'messages',
    'watermark',
    'text',
    'textmark',
    'image',
    'c2pa',
    'kms',
    'registry',
    'sdk',
    'disclosure',
    'server',
    'trust-lists',
  ],
};

/**
 * Folders of a room from top to bottom. A file imports its own folder or one further down; the files at
 * the door stand above all folders, but for those named in `below`, which stand under all.
 */
const FOLDERS: Readonly<Record<string, { order: readonly string[]; below?: readonly string[] }>> = {
  c2pa: {
    order: [
      'sign',
      'read',
      'binding',
      'write',
      'crjson',
      'report',
      'engine',
      'identity',
      'manifest',
      'embed',
      'asset',
      'signer',
      'trust',
      'certificate',
      'store',
    ],
  },
  labels: { order: ['meaning', 'file', 'block', 'field'] },
  textmark: {
    order: [
      'hosts',
      'profile',
      'marker',
      'detect',
      'content-id',
      'prf',
      'tokenizer',
      'statistic',
      'tokens',
      'key',
    ],
  },
  watermark: { order: ['embed', 'read', 'format', 'numeric'], below: ['image.ts'] },
  fingerprint: { order: ['parts', 'look', 'picture', 'text'], below: ['hamming.ts'] },
  registry: {
    order: [
      'exchange',
      'lmdb',
      'lmdb/environment',
      'postgres',
      'postgres/connection',
      'log',
      'signed',
      'backend',
    ],
  },
  sdk: {
    order: [
      'batch',
      'resolution',
      'workers',
      'marking',
      'report',
      'judge',
      'evidence',
      'look',
      'picture',
      'claims',
      'content',
    ],
  },
  disclosure: {
    order: ['check', 'page', 'statement', 'rules', 'facts', 'figures', 'answers'],
  },
  server: {
    order: ['page', 'routes', 'resolution', 'upload', 'shared', 'http', 'token', 'deposit'],
  },
  cli: {
    order: [
      'program',
      'commands',
      'commands/disclose',
      'commands/keys',
      'commands/queue',
      'commands/registry',
      'commands/trace',
      'commands/trust',
      'queue',
      'worker',
      'text-mark',
      'worker',
      'print',
      'registry',
      'options',
      'config',
      'files',
      'terminal',
    ],
  },
};

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const problems: string[] = [];
const graph = new Map<string, string[]>();

for (const room of readdirSync(packages)) {
  const src = join(packages, room, 'src');
  for (const file of filesIn(src)) {
    const from = relative(src, file);
    const text = readFileSync(file, 'utf8');
    const imported: string[] = [];
    for (const [, name = ''] of text.matchAll(/\b(?:from |import |import\()'([^']+)'/g)) {
      if (name.startsWith('@provenance/')) checkRoom(room, name.split('/')[1] as string, from);
      if (!name.startsWith('.')) continue;
      const target = resolve(dirname(file), name);
      imported.push(target);
      checkFolder(room, from, relative(src, target));
    }
    graph.set(file, imported);
  }
}
for (const circle of circles()) problems.push(`circle: ${circle.join(' -> ')}`);

for (const problem of problems) console.error(problem);
console.log(
  problems.length === 0
    ? `${graph.size} files, no arrow upwards, no circle`
    : `${problems.length} problems`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function checkRoom(room: string, imported: string, file: string): void {
  if (room === imported || ROOMS[room]?.includes(imported)) return;
  problems.push(`${room}/${file} imports the room ${imported}`);
}

function checkFolder(room: string, from: string, to: string): void {
  const layout = FOLDERS[room];
  if (layout === undefined) return;
  const level = (file: string) => {
    const [folder, ...rest] = file.split('/') as [string, ...string[]];
    if (rest.length === 0) return layout.below?.includes(file) ? Number.POSITIVE_INFINITY : -1;
    return layout.order.indexOf(folder);
  };
  const isListed = (file: string) => !file.includes('/') || layout.order.includes(dirname(file));
  if (!isListed(from))
    problems.push(`${room}/${from} lies in a folder that the layout does not name`);
  if (level(to) < level(from))
    problems.push(`${room}/${from} imports ${to}, which stands above it`);
}

/** Each circle once, by the first file of it that is met. */
function circles(): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const at = path.indexOf(file);
    if (at >= 0) {
      found.push([...path.slice(at), file].map((each) => relative(packages, each)));
      return;
    }
    if (done.has(file)) return;
    path.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return found;
}
