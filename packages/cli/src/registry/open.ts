import { ProvenanceError } from '@provenance/content';
import type {
  IssuerRegistry,
  RecordSigner,
  RegistryLog,
  RegistryReader,
} from '@provenance/registry';
import { openBackend } from '../config/registry-location.ts';
import type { RegistrySettings } from '../options/registry.ts';
import { type OpenedOnce, openedOnce } from './opened-once.ts';

type Located = Pick<RegistrySettings, 'location'>;

/** To read: no key is needed, and none is touched. */
export function registryReader({ location }: Located): OpenedOnce<RegistryReader & RegistryLog> {
  return openedOnce(async () => {
    const { readRegistry } = await import('@provenance/registry');
    return readRegistry(await openBackend(location, { readOnly: true }));
  });
}

/** To write, as its issuer. */
export function registryWriter(
  { location }: Located,
  signer: RecordSigner,
  { create = false }: { create?: boolean } = {},
): OpenedOnce<IssuerRegistry> {
  return openedOnce(async () => {
    const { createRegistry } = await import('@provenance/registry');
    const backend = await openBackend(location, { create });
    try {
      return await createRegistry(backend, { signer });
    } catch (error) {
      await backend.close();
      throw error;
    }
  });
}

export interface RegistryToAsk extends OpenedOnce<RegistryReader> {
  /** Why it could not be asked; null if it could, or was not. */
  readonly problem: ProvenanceError | null;
}

/**
 * For verify, which does without where it has to: a registry that is missing (the configuration came
 * without it, in a clone) is one that cannot be asked, and no reason to say nothing of the file.
 */
export function registryToAsk(settings: Located): RegistryToAsk {
  const { open, close } = registryReader(settings);
  let problem: ProvenanceError | null = null;
  return {
    async open() {
      try {
        return await open();
      } catch (error) {
        if (!(error instanceof ProvenanceError)) throw error;
        problem = error;
        if (error.code !== 'REGISTRY_MISSING') throw error;
        throw new ProvenanceError('REGISTRY_UNAVAILABLE', undefined, { cause: error });
      }
    },
    close,
    get problem() {
      return problem;
    },
  };
}
