import type { FoundRecord, RecordQuery } from '@provenance/registry';
import { plainText, quoted } from '@provenance/sdk';
import { openBackend } from '../../config/registry-location.ts';
import { type IssuerOptions, settingsOf } from '../../registry/issuer.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import type { Io } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
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
    throw new UsageError(
      'Say what to look for: --content-id, --request-id, --model, --issuer, --from, --to or --hash.',
    );
  }
  const { location } = await settingsOf(io, options);
  const { searchRecords } = await import('@provenance/registry');
  const backend = await openBackend(location, { readOnly: true });
  let count = 0;
  try {
    for await (const found of searchRecords(backend, query, { signal: io.signal })) {
      count++;
      const line = options.json ? registryLine('search', recordOf(found)) : lineOf(found);
      await io.stdout.write(line);
    }
  } finally {
    await backend.close();
  }
  if (count > 0) return 0;
  await io.stderr.write('There is no such record.\n');
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
        options.json ? registryLine('show', recordOf(found)) : pageOf(recordOf(found)),
      );
      return 0;
    }
  } finally {
    await backend.close();
  }
  await io.stderr.write('There is no record of this content id.\n');
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

function lineOf({ record }: FoundRecord): string {
  const { contentId, time, issuer, model, requestId } = record;
  const by = model === null ? '' : `  ${quoted(model.name)}`;
  const request = requestId === null ? '' : `  ${plainText(requestId)}`;
  return `${contentId}  ${time}  ${quoted(issuer)}${by}${request}\n`;
}

function pageOf(record: ReturnType<typeof recordOf>): string {
  const { model } = record;
  const rows: readonly [string, string | null][] = [
    ['Content id', record.contentId],
    ['Issuer', quoted(record.issuer)],
    ['Time', record.time],
    ['Media type', plainText(record.mediaType)],
    [
      'Model',
      model &&
        [model.name, model.version ?? '']
          .filter(Boolean)
          .map((name) => quoted(name))
          .join(' '),
    ],
    ['Request id', record.requestId && plainText(record.requestId)],
    ['Content hash', record.contentHash],
    ['Credential', record.manifestId && plainText(record.manifestId)],
    ['Watermark key', record.keyId && plainText(record.keyId)],
    ['Kept until', record.retainUntil],
    ['Log entry', String(record.logIndex)],
  ];
  return rows.flatMap(([name, value]) => (value ? [`${name.padEnd(14)} ${value}\n`] : [])).join('');
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
