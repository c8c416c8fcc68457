import { MAX_STORE_BYTES } from '../store/store.ts';
import { FetchError, fetchPublic } from './public-fetch.ts';

/**
 * Fetches the manifest store a file links to: by https only. The engine's own fetching is never used: it
 * follows a URL that names an internal host.
 *
 * @throws FetchError
 */
export function fetchManifest(url: string, signal: AbortSignal | undefined): Promise<Buffer> {
  return fetchPublic(url, { protocols: ['https:'], maxBytes: MAX_STORE_BYTES, signal });
}

/** Why a store could not be fetched, as `reason` of a report: never in the words of a library. */
export function inaccessible(error: unknown): string {
  return `manifest.inaccessible.${error instanceof FetchError ? error.problem : 'unreachable'}`;
}
