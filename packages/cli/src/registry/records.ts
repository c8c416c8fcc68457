import type { Signer } from '@provenance/c2pa';
import type { ProvenanceError } from '@provenance/content';
import type { Message } from '@provenance/messages';
import type { IssuerRegistry } from '@provenance/registry';
import type { RecordOptions } from '@provenance/sdk';
import type { LoadedConfig } from '../config/config.ts';
import type { RecordMode } from '../config/registry-location.ts';
import { recordKeyNote } from '../options/key-history.ts';
import { recordSigner } from '../options/record-signer.ts';
import { contentRetention, type RegistrySettings } from '../options/registry.ts';
import { errorSays } from '../terminal/error.ts';
import type { Io } from '../terminal/io.ts';
import { note } from '../terminal/words.ts';
import { registryWriter } from './open.ts';
import { deliverAll, deliveredSays, isThere, isUnavailable, outboxAt } from './outbox.ts';

/** Where the records of a run go. */
export interface Records {
  readonly options: RecordOptions;
  /** The same registry, for what else is written into its log. */
  readonly open: () => Promise<IssuerRegistry>;
  /**
   * Opens the registry, and delivers what waits.
   *
   * @throws ProvenanceError REGISTRY_UNAVAILABLE where it is required: better before the work than
   *   after; REGISTRY_MISSING always.
   */
  begin(): Promise<void>;
  /** Delivers what waits, if the registry can be reached, and says how many. */
  deliver(): Promise<void>;
  close(): Promise<void>;
}

/** @throws UsageError, ProvenanceError as {@link recordSigner}. */
export async function recordsTo(
  io: Io,
  settings: RegistrySettings,
  config: LoadedConfig,
  signer: Signer,
  { recordMode = settings.recordMode, quiet = false }: { recordMode?: RecordMode; quiet?: boolean },
): Promise<Records> {
  const by = await recordSigner(io, config, signer);
  const registry = registryWriter(settings, by);
  const outbox = outboxAt(settings.outbox);
  const tell = async (said: Message) => {
    if (!quiet) await io.stderr.write(note(io, said));
  };
  const deliver = async () => {
    if (!(await isThere(settings.outbox))) return;
    for (const said of deliveredSays(await deliverAll(outbox, registry))) await tell(said);
  };
  return {
    open: registry.open,
    options: {
      registry: registry.open,
      mode: recordMode,
      retention: contentRetention(settings),
      outbox: {
        enqueue: async (record, store) => (await outbox.open()).enqueue(record, store),
      },
    },
    async begin() {
      const expiry = quiet ? null : await recordKeyNote(io, by);
      if (expiry !== null) await io.stderr.write(expiry);
      try {
        await registry.open();
      } catch (error) {
        if (!isUnavailable(error) || recordMode === 'require') throw error;
        await tell(errorSays(error as ProvenanceError, io.language));
      }
      await deliver();
    },
    deliver,
    async close() {
      await outbox.close();
      await registry.close();
    },
  };
}
