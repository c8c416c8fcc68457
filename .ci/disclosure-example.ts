// The statement that docs/disclosure shows, made as a business makes it: a configuration with a guard and the
// answers of docs/disclosure/answers.json, one work on the list, three outputs. Then pictures of its two pages.
// `--check` makes it anew as of the day of the one that is there, and only says whether it is the same.
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { generateArt } from '../examples/art.ts';
import { launch, SKIPPED } from './browser.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const docs = join(root, 'docs/disclosure');
const example = join(docs, 'example');
const bin = join(root, 'packages/cli/bin/provenance.js');
/** As much of a page as a reader sees first. */
const VIEWPORT = { width: 1000, height: 1400 };

const isCheck = process.argv.includes('--check');
const folder = await mkdtemp(join(tmpdir(), 'provenance-disclosure-'));
try {
  const made = join(folder, 'made');
  await makeStatement(made);
  if (isCheck) {
    const differing = await differences(made);
    for (const name of differing) console.log(`docs/disclosure/example/${name} is another`);
    console.log(
      differing.length === 0
        ? 'the example is what the command makes'
        : 'the example is out of date: npm run disclosure:example',
    );
    process.exitCode = differing.length === 0 ? 0 : 1;
  } else {
    await rm(example, { recursive: true, force: true });
    await cp(made, example, { recursive: true });
    for (const name of await readdir(example)) {
      const path = join(example, name);
      await writeFile(path, formatted(name, await readFile(path, 'utf8')));
    }
    process.exitCode = (await photograph()) ? 0 : SKIPPED;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** What the formatter would change is no difference. */
function formatted(name: string, input: string): string {
  if (!name.endsWith('.json')) return input;
  const asked = ['biome', 'format', `--stdin-file-path=docs/disclosure/example/${name}`];
  return execFileSync('npx', asked, { cwd: root, input, encoding: 'utf8' });
}

/** Names of the files that are there and were not made like this, and of those that are not there. */
async function differences(made: string): Promise<string[]> {
  const names = new Set([...(await readdir(made)), ...(await readdir(example))]);
  const read = (path: string) => readFile(path, 'utf8').catch(() => '');
  const differing: string[] = [];
  for (const name of names) {
    const now = formatted(name, await read(join(made, name)));
    if (now !== (await read(join(example, name)))) differing.push(name);
  }
  return differing;
}

/** Noon of the day on which the example was made, for the programs that make it anew: else every day is a difference. */
async function clockOfExample(): Promise<string> {
  const { made } = JSON.parse(await readFile(join(example, 'statement.json'), 'utf8'));
  const shift = Date.parse(`${made}T12:00:00Z`) - Date.now();
  return `const Real = Date; globalThis.Date = class extends Real {
    constructor(...given) { super(...(given.length === 0 ? [Real.now() + ${shift}] : given)); }
    static now() { return Real.now() + ${shift}; }
  };`;
}

async function makeStatement(output: string): Promise<void> {
  const clock = join(folder, 'clock.mjs');
  if (isCheck) await writeFile(clock, await clockOfExample());
  // Also of the processes that it starts.
  const env = isCheck
    ? { ...process.env, NODE_OPTIONS: `--import=${pathToFileURL(clock).href}` }
    : process.env;
  const stdio = isCheck ? 'ignore' : 'inherit';
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [bin, ...args], { cwd: folder, stdio, env });
  run('init', '--yes');
  const file = join(folder, 'provenance.config.json');
  const config = JSON.parse(await readFile(file, 'utf8'));
  const answers = JSON.parse(await readFile(join(docs, 'answers.json'), 'utf8'));
  const changed = { ...config, guard: { action: 'block' }, disclosure: answers };
  await writeFile(file, JSON.stringify(changed, null, 2));
  run('trust-folder');
  await writeFile(join(folder, 'work.png'), await generateArt(1));
  const asked = ['--contact', 'rights@example.org', '--reason', 'asked for'];
  run('guard', 'add', 'work.png', ...asked);
  for (const seed of [2, 3, 4]) {
    const name = `output-${seed}.png`;
    await writeFile(join(folder, name), await generateArt(seed));
    run('mark', name, '--model', 'example-image', '--model-version', '1');
  }
  run('disclose', '-o', output);
}

async function photograph(): Promise<boolean> {
  const browser = await launch();
  if (browser === null) return false;
  try {
    for (const language of ['en', 'ja']) {
      const page = await browser.newPage({ viewport: VIEWPORT });
      await page.goto(pathToFileURL(join(example, `statement.${language}.html`)).href);
      // Up to the last line that is whole.
      const ends = await page
        .locator('p, dd, tr')
        .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().bottom));
      const height = Math.max(...ends.filter((end) => end <= VIEWPORT.height));
      const clip = { x: 0, y: 0, width: VIEWPORT.width, height };
      await page.screenshot({ path: join(docs, `statement.${language}.png`), clip });
      await page.close();
    }
  } finally {
    await browser.close();
  }
  return true;
}
