import type { RegistryReader } from '@provenance/registry';
import type { RegistrySource } from './options.ts';

/** @throws TypeError for what is no registry. */
export function checkRegistrySource(source: RegistrySource): void {
  if (typeof source === 'function' || isRegistry(source)) return;
  throw new TypeError('registry must be a registry, or a function that opens one.');
}

/** @throws TypeError where the function gives no registry; and what it throws. */
export async function openRegistry(source: RegistrySource): Promise<RegistryReader> {
  const opened = typeof source === 'function' ? await source() : source;
  if (isRegistry(opened)) return opened;
  throw new TypeError(
    'The function given as registry must return a registry, or a promise of one: async () => readRegistry(...).',
  );
}

function isRegistry(value: unknown): value is RegistryReader {
  return typeof (value as RegistryReader | null | undefined)?.byContentId === 'function';
}
