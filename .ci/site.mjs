// The documents as a site in docs/.vitepress/dist: an API reference by TypeDoc, pages by VitePress, and then every
// link of every page looked up in what was made.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const site = join(root, 'docs/.vitepress/dist');

function run(...command) {
  const { status } = spawnSync('npx', ['--no-install', ...command], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}

/** @returns Whether an address of the site leads to a file of it. */
function leads(page, address) {
  const [path] = decodeURI(address).split(/[?#]/);
  if (path === '') return true;
  const file = path.startsWith('/') ? join(site, path) : join(dirname(page), path);
  if (existsSync(file)) return statSync(file).isFile() || existsSync(join(file, 'index.html'));
  return existsSync(`${file}.html`);
}

rmSync(join(root, 'docs/api'), { recursive: true, force: true });
run('typedoc', '--logLevel', 'Error');
run('vitepress', 'build', 'docs');

const pages = readdirSync(site, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.html'))
  .map((name) => join(site, name));
const broken = new Set();
let links = 0;
for (const page of pages) {
  const html = readFileSync(page, 'utf8');
  for (const [, address] of html.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
    if (/^[a-z][a-z+.-]*:/i.test(address)) continue;
    links++;
    if (!leads(page, address.replaceAll('&amp;', '&'))) {
      broken.add(`${relative(site, page)}: ${address}`);
    }
  }
}
for (const line of [...broken].slice(0, 50)) console.log(`✗ ${line}`);
console.log(`${pages.length} pages, ${links} links, ${broken.size} of them broken`);
process.exit(broken.size === 0 && links > 0 ? 0 : 1);
