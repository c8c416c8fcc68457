import { readFile } from 'node:fs/promises';
import { Problem } from '../http/problem.ts';
import type { App } from '../http/service.ts';

/** Made by `npm run build`, and served from source as well; beside a bundle, under this name. */
const FOLDERS = ['../../dist/page/', './provenance-page/'].map(
  (path) => new URL(path, import.meta.url),
);

const FILES = [
  ['/', 'page.html', 'text/html; charset=utf-8'],
  ['/page/page.js', 'page.js', 'text/javascript; charset=utf-8'],
  ['/page/page.css', 'page.css', 'text/css; charset=utf-8'],
] as const;

/** Its own script and style, requests to this server, and the picture that was dropped. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src blob: data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** The verify page, for people. */
export function pageRoutes(app: App): void {
  for (const [path, file, type] of FILES) {
    app.get(path, async (c) => {
      const [bytes] = (
        await Promise.all(
          FOLDERS.map((folder) => readFile(new URL(file, folder)).catch(() => null)),
        )
      ).filter((found) => found !== null);
      if (bytes === undefined) throw new Problem('NOT_FOUND', 'The page was not built.');
      return c.body(bytes, 200, {
        'content-type': type,
        'content-security-policy': POLICY,
        'cross-origin-opener-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-cache',
      });
    });
  }
}
