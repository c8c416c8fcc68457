import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder for what is fetched or drawn once; `rm -r` costs only time. */
export function cacheFolder(name: string): string {
  const root = new URL('../../node_modules/.cache/provenance-bench/', import.meta.url);
  return join(fileURLToPath(root), name);
}
