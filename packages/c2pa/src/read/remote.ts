import { MAX_STORE_BYTES } from '../store/store.ts';
import { fetchPublic } from './public-fetch.ts';

/**
 * Fetches the manifest store a file links to: by https only. The engine's own fetching is never used: it
 * follows a URL that names an internal host.
 *
 * @throws Error saying in a word what stood in the way.
 */
export function fetchManifest(url: string, signal: AbortSignal | undefined): Promise<Buffer> {
  return fetchPublic(url, { protocols: ['https:'], maxBytes: MAX_STORE_BYTES, signal });
}
