import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Problem } from '../http/problem.ts';
import type { App, Service } from '../http/service.ts';

/** Made by `npm run build`, and served from source as well; beside a bundle, under this name. */
const FOLDERS = ['../../dist/page/', './provenance-page/'].map(
  (path) => new URL(path, import.meta.url),
);

/** Its own script and style, requests to this server, and pictures from its own memory. */
const POLICY = policyOf([
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  'img-src blob: data:',
  'trusted-types page-workers',
]);

/** Nothing but itself: what it works on is handed to it. */
const WORKER_POLICY = policyOf([]);

/** As that, and the one file of WebAssembly, which the page itself may not run. */
const CREDENTIAL_POLICY = policyOf(["script-src 'wasm-unsafe-eval'", "connect-src 'self'"]);

const SCRIPT = 'text/javascript; charset=utf-8';
const FILES = [
  ['/', 'page.html', 'text/html; charset=utf-8', POLICY],
  ['/page/page.js', 'page.js', SCRIPT, POLICY],
  ['/page/page.css', 'page.css', 'text/css; charset=utf-8', POLICY],
  ['/page/fingerprint.js', 'fingerprint.js', SCRIPT, WORKER_POLICY],
  ['/page/credential.js', 'credential.js', SCRIPT, CREDENTIAL_POLICY],
  ['/page/c2pa.wasm', 'c2pa.wasm.gz', 'application/wasm', WORKER_POLICY],
] as const;

function policyOf(rules: readonly string[]): string {
  return [
    "default-src 'none'",
    ...rules,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

interface Kept {
  readonly bytes: Buffer<ArrayBuffer>;
  /** Of its bytes: who has them is told so, and gets them once. */
  readonly tag: string;
}

/** The verify page, for people. */
export function pageRoutes(app: App, { requests }: Service): void {
  for (const [path, file, type, policy] of FILES) {
    let kept: Kept | null = null;
    app.get(path, async (c) => {
      kept ??= await builtFile(file, requests !== undefined);
      const headers = {
        'content-security-policy': policy,
        'cross-origin-opener-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-cache',
        etag: kept.tag,
      };
      if (c.req.header('if-none-match') === kept.tag) return c.body(null, 304, headers);
      return c.body(kept.bytes, 200, {
        ...headers,
        'content-type': type,
        // Whatever runs WebAssembly unpacks it.
        ...(file.endsWith('.gz') && { 'content-encoding': 'gzip' }),
      });
    });
  }
}

/** @throws Problem NOT_FOUND where the page was not built. */
async function builtFile(file: string, takesRequests: boolean): Promise<Kept> {
  for (const folder of FOLDERS) {
    const read = await readFile(new URL(file, folder)).catch(() => null);
    if (read === null) continue;
    const isTold = takesRequests && file === 'page.html';
    // The page shows the form for requests by this word in its first element.
    const bytes = isTold
      ? Buffer.from(read.toString().replace('<html', '<html data-requests'))
      : read;
    const hash = createHash('sha256').update(bytes).digest('base64url');
    return { bytes: bytes as Buffer<ArrayBuffer>, tag: `"${hash.slice(0, 22)}"` };
  }
  throw new Problem('NOT_FOUND', 'The page was not built.');
}
