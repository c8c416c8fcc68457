// Writes packages/cli/src/json-output.ts: the JSON outputs of the command as TypeScript types, from their schemas. With
// --check it writes nothing, and fails where the file is not current.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';

const folder = new URL('../packages/cli/schema/', import.meta.url);
const target = new URL('../packages/cli/src/json-output.ts', import.meta.url);
const types = [];
const parts = [];
for (const name of readdirSync(folder).filter((each) => each.endsWith('.schema.json'))) {
  const schema = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  const [, of, version] = /^(.+)-(\d+)\.schema\.json$/.exec(name);
  const type = `${of.replace(/(^|-)(\w)/g, (_, __, letter) => letter.toUpperCase())}Output${version}`;
  types.push(type);
  // The names of types would be the titles and the addresses, which are for people and for programs that fetch.
  const { $id: _, title, ...rest } = schema;
  const plain = JSON.parse(JSON.stringify(rest), (key, value) =>
    key === 'title' && typeof value === 'string' ? undefined : value,
  );
  const text = await compile({ ...plain, description: `${title}.` }, type, {
    bannerComment: '',
    format: false,
    ignoreMinAndMaxItems: true,
  });
  // Parts of it have no name of their own for others.
  parts.push(
    text.replace(/^export (?=(?:interface|type) (\w+))/gm, (word, of) => (of === type ? word : '')),
  );
}
const all = `/** Any line that the command writes with --json. */\nexport type ProvenanceOutput = ${types.join(' | ')};\n`;
const text = formatted(
  ['// Generated from packages/cli/schema: npm run schemas', ...parts, all].join('\n'),
);
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('packages/cli/src/json-output.ts is not current: run `npm run schemas`');
  process.exitCode = 1;
}

function formatted(source) {
  const root = fileURLToPath(new URL('../', import.meta.url));
  const formatter = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  const args = [formatter, 'check', '--write', `--stdin-file-path=${fileURLToPath(target)}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    input: source,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
