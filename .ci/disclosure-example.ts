// The statement that docs/disclosure shows, made as a business makes it: a configuration with a guard and the
// answers of docs/disclosure/answers.json, one work on the list, three outputs. Then pictures of its two pages.
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

const folder = await mkdtemp(join(tmpdir(), 'provenance-disclosure-'));
try {
  await makeStatement();
} finally {
  await rm(folder, { recursive: true, force: true });
}
// What the formatter would change is no difference.
execFileSync('npx', ['biome', 'format', '--write', example], { cwd: root, stdio: 'inherit' });
process.exitCode = (await photograph()) ? 0 : SKIPPED;

async function makeStatement(): Promise<void> {
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [bin, ...args], { cwd: folder, stdio: 'inherit' });
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
  // Else this would be the next version of the statement that is there.
  await rm(example, { recursive: true, force: true });
  run('disclose', '-o', example);
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
