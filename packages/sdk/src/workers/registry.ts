import type { OriginRecord, Registry, RegistryReader } from '@provenance/registry';
import type { RegistrySource } from '../look/options.ts';
import { openRegistry } from '../look/registry.ts';
import type { RecordOptions } from '../marking/record.ts';

type Ask = (question: string, ...parameters: unknown[]) => Promise<unknown>;

const READS = [
  'byContentId',
  'contentIds',
  'byManifestId',
  'byContentHash',
  'similar',
  'prove',
] as const;

/** In a worker: a registry that lies with the process that started it. A worker opens none. */
export function askedRegistry(ask: Ask): RegistryReader {
  const reads = Object.fromEntries(
    READS.map((name) => [name, (...parameters: unknown[]) => ask(name, ...parameters)]),
  ) as unknown as Pick<RegistryReader, (typeof READS)[number]>;
  return { ...reads, backend: 'asked', close: async () => {} };
}

/** In the process that started the worker: what its registry says. */
export async function answerReads(
  source: RegistrySource | undefined,
  question: string,
  parameters: readonly unknown[],
): Promise<unknown> {
  const name = READS.find((each) => each === question);
  if (source === undefined || name === undefined) throw new Error(`No answer to ${question}.`);
  const registry = await openRegistry(source);
  return (registry[name] as Ask)(...(parameters as [string]));
}

/** In a worker: where records of what it marks go. */
export function askedRecords(
  ask: Ask,
  { mode: policy, ...options }: Omit<RecordOptions, 'registry' | 'outbox'>,
): RecordOptions {
  const put: Registry['put'] = (record, { manifestStore = null } = {}) =>
    ask('put', record, manifestStore) as ReturnType<Registry['put']>;
  return {
    ...options,
    ...(policy && { mode: policy }),
    registry: { ...askedRegistry(ask), put },
    outbox: {
      enqueue: async (record, manifestStore) => {
        await ask('enqueue', record, manifestStore);
      },
    },
  };
}

/** In the process that started the worker: writes the record. */
export async function answerWrites(
  { registry, outbox }: RecordOptions,
  question: string,
  parameters: readonly unknown[],
): Promise<unknown> {
  const [record, manifestStore] = parameters as readonly [OriginRecord, Uint8Array | null];
  if (question === 'enqueue') return outbox?.enqueue(record, manifestStore);
  if (question !== 'put') throw new Error(`No answer to ${question}.`);
  const opened = typeof registry === 'function' ? await registry() : registry;
  return opened.put(record, { manifestStore });
}
