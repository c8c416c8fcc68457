import type { FoundRecord, RegistryLog, RegistryReader } from '@provenance/registry';
import type { LoadedConfig } from '../../config/config.ts';
import { openBackend } from '../../config/registry-location.ts';
import type { RegistrySettings } from '../../options/registry.ts';
import { type CheckedRecord, traceText } from '../../print/trace.ts';
import { isReceiptGood } from '../../registry/receipt.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import type { Io } from '../../terminal/io.ts';
import { jsonLine, visible } from '../../terminal/visible.ts';
import { checked, NOT_ASKED, tracedLine } from './record.ts';

export interface AskedIds {
  /** 16 hexadecimal digits in small letters. */
  readonly contentIds: readonly string[];
  readonly requestIds: readonly string[];
}

/** Look-ups at a time: a database answers them together. */
const LOT = 64;

/**
 * The records of ids, without any content: all requests are looked up together. Writes what was found of each, and
 * yields it with its exit code: 0, 1 where its proof does not hold, 3 for none.
 */
export async function* traceIds(
  io: Io,
  registry: RegistryReader & RegistryLog,
  { config, ...settings }: Pick<RegistrySettings, 'location'> & { readonly config: LoadedConfig },
  { contentIds, requestIds }: AskedIds,
  options: { readonly json?: boolean; readonly quiet?: boolean },
): AsyncGenerator<{ readonly records: readonly CheckedRecord[]; readonly code: ExitCode }> {
  const told = async (
    by: 'content-id' | 'request-id',
    id: string,
    found: readonly FoundRecord[],
  ) => {
    const records = await Promise.all(found.map((each) => proved(registry, config, by, each)));
    const code = exitCodeOf(records);
    if (options.json && !options.quiet)
      await io.stdout.write(jsonLine(lineOf(by, id, records, code)));
    else if (!options.quiet) {
      await io.stdout.write(traceText(io, visible(id), NOT_ASKED, records, code));
    }
    return { records, code };
  };
  for (let from = 0; from < contentIds.length; from += LOT) {
    io.signal.throwIfAborted();
    const ids = contentIds.slice(from, from + LOT);
    const found = await Promise.all(ids.map((id) => registry.byContentId(id)));
    for (const [i, record] of found.entries()) {
      yield await told('content-id', ids[i]!, record === null ? [] : [record]);
    }
  }
  if (requestIds.length === 0) return;
  const byRequest = new Map<string, FoundRecord[]>(requestIds.map((id) => [id, []]));
  const { searchRecords } = await import('@provenance/registry');
  const backend = await openBackend(settings.location, { readOnly: true });
  try {
    for await (const found of searchRecords(backend, { requestIds }, { signal: io.signal })) {
      byRequest.get(found.record.requestId ?? '')?.push(found);
    }
  } finally {
    await backend.close();
  }
  for (const [id, found] of byRequest) yield await told('request-id', id, found);
}

async function proved(
  registry: RegistryReader & RegistryLog,
  config: LoadedConfig,
  by: 'content-id' | 'request-id',
  found: FoundRecord,
): Promise<CheckedRecord> {
  const proof = await registry.prove(found.record.contentId);
  return checked(registry, config, { ...found, by, distance: null, look: null, proof });
}

function exitCodeOf(records: readonly CheckedRecord[]): ExitCode {
  if (records.length === 0) return 3;
  return records.every(({ checks }) => isReceiptGood(checks) && checks.inclusion === null) ? 0 : 1;
}

function lineOf(
  by: 'content-id' | 'request-id',
  id: string,
  records: readonly CheckedRecord[],
  exitCode: ExitCode,
) {
  return {
    schema: 'provenance.trace/1',
    file: null,
    asked: true,
    ...(by === 'content-id' ? { contentId: id } : { requestId: id }),
    records: records.map(tracedLine),
    exitCode,
  };
}
