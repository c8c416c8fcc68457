// Serves the page on this machine: node --import=tsx examples/text-watermark/serve.ts
// Workers know no import maps, so names of packages become paths on the way out; a bundler does the same.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = new URL('../../', import.meta.url);
const here = new URL('./', import.meta.url);
const FILES = ['page.css', 'page.js', 'detector.js'];
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
};

/** Nothing but the page's own scripts and style: `connect-src 'none'` is what keeps the key here. */
const POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; connect-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/** What a module imports by the name of a package. Statements begin a line; a vocabulary has such words too. */
const SPECIFIER = /^((?:import|export)\b[^'"();]*\bfrom\s*)(['"])(@?[a-z][\w./@-]*)\2/gm;

/** The path under which the file of a bare name is served, as the importing file finds it. */
function pathOf(name: string, importer: URL): string {
  const [scope, second] = name.split('/');
  const packageName = name.startsWith('@') ? `${scope}/${second}` : scope!;
  let manifest = new URL(`node_modules/${packageName}/package.json`, importer);
  for (let up = importer; !existsSync(manifest); ) {
    up = new URL('../', up);
    if (!up.href.startsWith(root.href)) throw new Error(`${packageName} is not installed.`);
    manifest = new URL(`node_modules/${packageName}/package.json`, up);
  }
  manifest = pathToFileURL(realpathSync(manifest));
  const { exports } = JSON.parse(readFileSync(manifest, 'utf8'));
  const subpath = `.${name.slice(packageName.length)}`;
  for (const [pattern, target] of Object.entries<string | Record<string, string>>(exports)) {
    const [before, after] = pattern.split('*');
    const exact = after === undefined && subpath === pattern;
    if (!exact && !(after !== undefined && subpath.startsWith(before!))) continue;
    const path = typeof target === 'string' ? target : (target.import ?? target.default)!;
    const star = exact ? '' : subpath.slice(before!.length, subpath.length - after!.length);
    const file = new URL(path.replace('*', star), manifest);
    return `/files/${file.href.slice(root.href.length)}`;
  }
  throw new Error(`${packageName} exports no ${subpath}.`);
}

/** @returns the file of a path of the page, or null for any other */
function fileOf(path: string): URL | null {
  if (path === '/') return new URL('page.html', here);
  const name = path.slice(1);
  if (FILES.includes(name)) return new URL(name, here);
  // Only modules, and only of this project: no dots lead out of it.
  if (!/^\/files\/(?:node_modules|packages\/[a-z]+\/dist)\/[\w@+./-]+\.js$/.test(path)) return null;
  return path.includes('..') ? null : new URL(path.slice('/files/'.length), root);
}

/** Starts the server. @param port 0 for any */
export async function servePage(port: number): Promise<{ url: string; server: Server }> {
  const server = createServer(async ({ url = '/' }, response) => {
    const file = fileOf(url);
    const body = file && (await readFile(file, 'utf8').catch(() => null));
    if (!file || body === null) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(file.pathname)]!;
    const text =
      type === TYPES['.js']
        ? body.replace(
            SPECIFIER,
            (_, before, quote, name) => `${before}${quote}${pathOf(name, file)}${quote}`,
          )
        : body;
    const headers = { 'content-type': type, 'content-security-policy': POLICY };
    response.writeHead(200, { ...headers, 'x-content-type-options': 'nosniff' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { url: `http://127.0.0.1:${address.port}`, server };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url } = await servePage(8080);
  console.log(url);
}
