import { plainText, quoted, render, say } from '@provenance/messages';
import type { FoundRecord, RecordQuery } from '@provenance/registry';
import { openBackend } from '../../config/registry-location.ts';
import { modelSays } from '../../print/record.ts';
import { type IssuerOptions, settingsOf } from '../../registry/issuer.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import type { Io } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { type Rows, table, words } from '../../terminal/words.ts';
import { registryLine } from './registry.ts';

export interface SearchOptions extends IssuerOptions {
  contentId?: string;
  requestId?: string;
  model?: string;
  issuer?: string;
  from?: string;
  to?: string;
  /** Hexadecimal. */
  hash?: string;
}

/** A line a record. Exit code 3 if there is none. */
export async function searchCommand(io: Io, options: SearchOptions): Promise<ExitCode> {
  const query = queryOf(options);
  if (Object.keys(query).length === 0) {
    throw new UsageError(say('mistake.nothing-to-search'));
  }
  const { location } = await settingsOf(io, options);
  const { searchRecords } = await import('@provenance/registry');
  const backend = await openBackend(location, { readOnly: true });
  let count = 0;
  try {
    for await (const found of searchRecords(backend, query, { signal: io.signal })) {
      count++;
      const line = options.json ? registryLine('search', recordOf(found)) : lineOf(io, found);
      await io.stdout.write(line);
    }
  } finally {
    await backend.close();
  }
  if (count > 0) return 0;
  await io.stderr.write(`${words(io, say('registry.no-such'))}\n`);
  return 3;
}

/** All that one record says. Exit code 3 if there is none with this content id. */
export async function showCommand(
  io: Io,
  contentId: string,
  options: IssuerOptions,
): Promise<ExitCode> {
  const { location } = await settingsOf(io, options);
  const { searchRecords } = await import('@provenance/registry');
  const backend = await openBackend(location, { readOnly: true });
  try {
    const query = { contentId: contentId.toLowerCase() };
    for await (const found of searchRecords(backend, query, { signal: io.signal })) {
      await io.stdout.write(
        options.json ? registryLine('show', recordOf(found)) : pageOf(io, recordOf(found)),
      );
      return 0;
    }
  } finally {
    await backend.close();
  }
  await io.stderr.write(`${words(io, say('registry.no-such-id'))}\n`);
  return 3;
}

function queryOf({ contentId, requestId, model, issuer, from, to, hash }: SearchOptions) {
  const query: RecordQuery = {
    ...(contentId !== undefined && { contentId: contentId.toLowerCase() }),
    ...(requestId !== undefined && { requestId }),
    ...(model !== undefined && { model }),
    ...(issuer !== undefined && { issuer }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(hash !== undefined && { contentHash: Uint8Array.from(Buffer.from(hash, 'hex')) }),
  };
  return query;
}

function recordOf({ record, logIndex, manifestStore }: FoundRecord) {
  const { contentHash, manifest, watermark, fingerprints, promptHash, ...plain } = record;
  return {
    ...plain,
    contentHash: hex(contentHash),
    manifestId: manifest?.id ?? null,
    credentialKept: manifestStore !== null,
    keyId: watermark?.keyId ?? null,
    fingerprints: fingerprints.map(({ alg }) => alg),
    promptHash: promptHash && hex(promptHash),
    logIndex,
  };
}

function lineOf({ language }: Io, { record }: FoundRecord): string {
  const { contentId, time, issuer, model, requestId } = record;
  const named = (name: string) => quoted(name, undefined, language);
  const by = model === null ? '' : `  ${named(model.name)}`;
  const request = requestId === null ? '' : `  ${plainText(requestId)}`;
  const when = render(say('trace.time', { time }), { language });
  return `${contentId}  ${when}  ${named(issuer)}${by}${request}\n`;
}

function pageOf(io: Io, record: ReturnType<typeof recordOf>): string {
  const { model } = record;
  const named = (name: string) => quoted(name, undefined, io.language);
  const rows: Rows = [
    [say('trace.row.content-id'), record.contentId],
    [say('trace.row.issuer'), named(record.issuer)],
    [say('trace.row.time'), words(io, say('trace.time', { time: record.time }))],
    [say('trace.row.media-type'), plainText(record.mediaType)],
    [say('trace.row.model'), model && words(io, modelSays(model))],
    [say('trace.row.request'), record.requestId && plainText(record.requestId)],
    [say('trace.row.content-hash'), record.contentHash],
    [say('trace.row.credential'), record.manifestId && plainText(record.manifestId)],
    [say('trace.row.key'), record.keyId && plainText(record.keyId)],
    [say('trace.row.kept-until'), record.retainUntil],
    [say('trace.row.entry'), String(record.logIndex)],
  ];
  return table(io, rows, 14);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
