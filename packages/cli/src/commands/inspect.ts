import { join, resolve } from 'node:path';
import {
  describeCertificates,
  listResources,
  type ReadOptions,
  type Resource,
  readCertificates,
  readCredentials,
  readResource,
} from '@provenance/c2pa';
import { MEDIA_TYPES, type MediaType } from '@provenance/content';
import { type FileInput, makeFolder, writeFileAtomically } from '@provenance/content/node';
import { say } from '@provenance/messages';
import { configForReading, configurationLine, type ReadingOptions } from '../config/reading.ts';
import { refuseCertificates, STDIN } from '../files/list.ts';
import { namedFile } from '../files/named.ts';
import { readStdin } from '../files/stdin.ts';
import { type TrustOptions, trustOf } from '../options/trust.ts';
import { certificateText, storeText, treeText } from '../print/inspect.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { jsonLine } from '../terminal/visible.ts';
import { words } from '../terminal/words.ts';

export interface InspectOptions extends ReadingOptions, TrustOptions {
  tree?: boolean;
  certs?: boolean;
  output?: string;
  force?: boolean;
  manifest?: string;
  allowNetwork?: boolean;
  json?: boolean;
  type?: string;
}

export const INSPECT_SCHEMA = 'provenance.inspect/1';

/** Shows; does not judge. Exit code 0 if there was a store to show, 3 if none, 10 if unreadable. */
export async function inspectCommand(
  io: Io,
  path: string,
  options: InspectOptions,
): Promise<ExitCode> {
  refuseCertificates(path);
  const config = await configForReading(io, options);
  const trust = await trustOf(io, options, config, { reads: true });
  const input = path === STDIN ? await readStdin(io) : resolve(io.cwd, path);
  const readOptions: ReadOptions = {
    signal: io.signal,
    ...(trust && { trust }),
    ...(options.manifest !== undefined && {
      manifest: await namedFile(io, '--manifest', options.manifest),
    }),
    ...(options.allowNetwork && { allowNetwork: true }),
    ...(options.type !== undefined && { mediaType: options.type }),
  };
  const report = await readCredentials(input, readOptions);
  const pem = options.certs ? await readCertificates(input, readOptions) : null;
  const certificates = pem === null ? [] : await describeCertificates(pem);
  const written =
    options.output === undefined
      ? []
      : await writeResources(input, resolve(io.cwd, options.output), readOptions, options);
  if (options.json) {
    const line = {
      schema: INSPECT_SCHEMA,
      file: path,
      ...report,
      ...(options.certs && { certificates, pem }),
      ...(options.output !== undefined && { resources: written }),
      configuration: configurationLine(config),
    };
    await io.stdout.write(jsonLine(line));
  } else {
    if (options.tree) await io.stdout.write(treeText(io, report));
    if (pem !== null) {
      await io.stdout.write(
        `${certificates.map((each) => certificateText(io, each)).join('\n')}${pem}`,
      );
    }
    if (!options.tree && pem === null) await io.stdout.write(storeText(io, report));
    if (options.output !== undefined && written.length === 0) {
      await io.stderr.write(`${words(io, say('inspect.no-resources'))}\n`);
    }
    for (const { file, uri } of written)
      await io.stderr.write(`${words(io, say('inspect.wrote', { file, uri }))}\n`);
  }
  if (report.activeManifest !== null) return 0;
  return report.state === 'Error' ? 10 : 3;
}

interface Written {
  readonly file: string;
  readonly uri: string;
}

async function writeResources(
  input: FileInput,
  folder: string,
  readOptions: ReadOptions,
  { force: overwrite = false }: InspectOptions,
): Promise<Written[]> {
  const written: Written[] = [];
  const resources = await listResources(input, readOptions);
  if (resources.length > 0) await makeFolder(folder);
  for (const [index, resource] of resources.entries()) {
    const file = nameOf(resource, index);
    const bytes = await readResource(input, resource.uri, readOptions);
    await writeFileAtomically(join(folder, file), bytes, { overwrite, like: input });
    written.push({ file, uri: resource.uri });
  }
  return written;
}

/** A name of our own: what stands in the store could climb out of the folder. */
function nameOf({ uri, mediaType }: Resource, index: number): string {
  const label = uri
    .slice(uri.lastIndexOf('/') + 1)
    .slice(0, 80)
    .replace(/[^\w.-]+/g, '_')
    .replace(/^\.+/, '');
  const extension = MEDIA_TYPES[mediaType as MediaType]?.[0] ?? 'bin';
  return `${String(index + 1).padStart(3, '0')}-${label}.${extension}`;
}
