import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ProvenanceError } from '@provenance/content';
import { writeFileThrough } from '@provenance/content/node';
import { say } from '@provenance/messages';
import type { ImportReport } from '@provenance/registry';
import { isRegistry, openBackend } from '../../config/registry-location.ts';
import { STDIN } from '../../files/list.ts';
import { namedFile, namedText } from '../../files/named.ts';
import { writingTo } from '../../files/output-error.ts';
import { type OperatorOptions, operatorOf } from '../../options/operator.ts';
import { type IssuerOptions, settingsOf, withIssuer } from '../../registry/issuer.ts';
import { type LoggedOptions, loggedOperation } from '../../registry/operation.ts';
import { isThere } from '../../registry/outbox.ts';
import { counted, sized } from '../../terminal/counted.ts';
import type { ExitCode } from '../../terminal/exit-code.ts';
import { type Io, painter } from '../../terminal/io.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import { words } from '../../terminal/words.ts';
import { registryLine } from './registry.ts';

export interface ExportOptions extends LoggedOptions {
  output: string;
  force?: boolean;
}

/** What is exported is signed already: the key is for the entry that says who did it. */
export async function exportCommand(
  io: Io,
  { output, force: overwrite = false, json, ...options }: ExportOptions,
): Promise<ExitCode> {
  const { location } = await settingsOf(io, options);
  if (output === STDIN && (json || io.stdout.isTTY)) {
    throw new UsageError(say('mistake.export-to-stdout'));
  }
  const { exportRegistry } = await import('@provenance/registry');
  const backend = await openBackend(location, { readOnly: true });
  try {
    let bytes = 0;
    const write = async (take: (chunk: Uint8Array) => Promise<unknown>) => {
      for await (const chunk of exportRegistry(backend)) {
        io.signal.throwIfAborted();
        await take(chunk);
        bytes += chunk.length;
      }
    };
    if (output === STDIN) {
      await loggedOperation(io, 'export', options);
      await write((chunk) => io.stdout.write(chunk));
      return 0;
    }
    const path = resolve(io.cwd, output);
    const fill = async (temporary: string) => {
      // Here there is a place to write to: before, the log would say that it was begun, and nothing was.
      await loggedOperation(io, 'export', options);
      const file = await open(temporary, 'r+');
      await write((chunk) => file.writeFile(chunk)).finally(() => file.close());
    };
    await writingTo(io, path, async () => {
      if (!overwrite && (await isThere(path))) throw new ProvenanceError('FILE_EXISTS');
      await writeFileThrough(path, fill, { overwrite, mode: 0o600 });
    });
    const exported = say('registry.exported', { file: output, size: sized(bytes) });
    await io.stdout.write(
      json
        ? registryLine('export', { output, bytes })
        : `${painter(io, io.stdout)('green', '✓')} ${words(io, exported)}\n`,
    );
    return 0;
  } finally {
    await backend.close();
  }
}

export interface ImportOptions extends IssuerOptions, OperatorOptions {
  cert?: string[];
}

/**
 * Where there is no registry yet it makes the same one: the same log, with its heads. In one that is there
 * the records that are missing are appended, each with the receipt that it has, after an entry
 * that says who did it. A log that is made anew gets none: it would be another log than the one in the file.
 */
export async function importCommand(
  io: Io,
  path: string,
  { cert, json, ...options }: ImportOptions,
): Promise<ExitCode> {
  const { location } = await settingsOf(io, options);
  const stream =
    path === STDIN
      ? io.stdin
      : createReadStream(await namedFile(io, say('mistake.the-export'), path));
  const pems = await Promise.all((cert ?? []).map((pem) => namedText(io, '--cert', pem)));
  const accepted = pems.length > 0 ? { certificates: pems } : {};
  const { importRegistry, logOperation } = await import('@provenance/registry');
  const tell = async (report: ImportReport): Promise<ExitCode> => {
    await io.stdout.write(json ? registryLine('import', report) : importText(io, report));
    return 0;
  };
  if (await isRegistry(location)) {
    const by = operatorOf(io, options);
    return withIssuer(io, options, async (registry) => {
      await logOperation(registry, 'import', by);
      return tell(await importRegistry(registry, stream, accepted));
    });
  }
  const backend = await openBackend(location, { create: true });
  try {
    return await tell(await importRegistry(backend, stream, accepted));
  } finally {
    await backend.close();
  }
}

function importText(
  io: Io,
  { entries, appended, erased, erasedHere, sameLog }: ImportReport,
): string {
  const all = counted('entries', entries);
  const held = erased === 0 ? all : say('registry.entries.erased', { entries: all, count: erased });
  const what = sameLog
    ? say('registry.imported.log', { entries: held })
    : say('registry.imported.records', { records: counted('records', appended), entries: held });
  const left =
    erasedHere === 0
      ? []
      : [say('registry.imported.left-out', { entries: counted('entries', erasedHere) })];
  return `${painter(io, io.stdout)('green', '✓')} ${words(io, [what, ...left])}\n`;
}
