import { dirname } from 'node:path';
import type { Origin } from '@provenance/c2pa';
import { ProvenanceError } from '@provenance/content';
import {
  type FileInput,
  readFileContent,
  refuseExisting,
  removeAbandoned,
  writeFileAtomically,
} from '@provenance/content/node';
import { render, say } from '@provenance/messages';
import { createVerifier, type Verifier } from '@provenance/sdk';
import { loadConfig } from '../config/config.ts';
import { misnamed, otherFormat } from '../files/format-name.ts';
import { guardOf } from '../options/guard.ts';
import { compromisedSigners } from '../options/key-history.ts';
import { ownerNote } from '../options/key-owner.ts';
import { type RegistryOptions, registryOf } from '../options/registry.ts';
import { refuseCredential } from '../options/sign-guard.ts';
import { signerOf } from '../options/signer.ts';
import { trustOf } from '../options/trust.ts';
import { markLook, watermarkKeys } from '../options/watermark-key.ts';
import { recordLine } from '../print/record.ts';
import { registryToAsk } from '../registry/open.ts';
import { recordsTo } from '../registry/records.ts';
import { fileOf } from '../terminal/error.ts';
import type { ExitCode } from '../terminal/exit-code.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';
import { VERSION } from '../terminal/version.ts';
import { jsonLine } from '../terminal/visible.ts';
import { linesOf, TOO_LONG } from '../worker/lines.ts';
import { type Markers, markersByKind } from '../worker/markers.ts';
import { parseRequest, RequestError, type WorkerRequest } from '../worker/request.ts';

export interface WorkerCommandOptions extends RegistryOptions {
  stdio?: boolean;
  workers?: number;
  signerCommand?: string;
  config?: string | false;
}

export const WORKER_SCHEMA = 'provenance.worker/1';
const MOST_LINE_BYTES = 2 ** 24;

/**
 * Works on what a pipeline in another language sends: a JSON object a line on stdin, one a line on stdout for each, in
 * the order in which they are done. The first line out says that it is ready. Ends when stdin does, and finishes what it
 * has taken. What is wrong with one line or file is the answer to that line.
 */
export async function workerCommand(io: Io, options: WorkerCommandOptions): Promise<ExitCode> {
  if (!options.stdio) throw new UsageError(say('mistake.worker-needs-stdio'));
  const config = await loadConfig(io, options.config);
  const { signerCommand } = options;
  const signer = await signerOf(io, { ...(signerCommand && { signerCommand }) }, config);
  const trust = await trustOf(io, {}, config, { reads: true });
  const keys = await watermarkKeys(io, 'watermark.keys', undefined, config);
  const settings = registryOf(io, options, config);
  const reader = settings && registryToAsk(settings);
  const records = settings && signer && (await recordsTo(io, settings, config, signer, {}));
  const common = {
    queue: Number.POSITIVE_INFINITY, // no more is read than there are places, below
    ...(options.workers !== undefined && { workers: options.workers }),
    ...(trust && { trust }),
  };
  const verifier = createVerifier({
    ...common,
    ...(keys.length > 0 && { watermark: { keys } }),
    ...(reader && { registry: reader.open }),
    compromisedSigners: compromisedSigners(config),
  });
  let markers: Markers | null = null;
  try {
    if (signer !== null && keys.length > 0) {
      const others = await ownerNote(io, config, signer);
      if (others !== null) await io.stderr.write(others);
      const guard = guardOf(config, records?.open ?? null);
      await records?.begin();
      await guard?.refresh();
      markers = await markersByKind(io, config, {
        ...common,
        signer,
        ...markLook(undefined, config),
        ...(guard && { guard }),
        ...(records && { record: records.options }),
      });
    }
    await (markers?.usual ?? verifier).warm();
    await io.stdout.write(
      jsonLine({ schema: WORKER_SCHEMA, ready: true, version: VERSION, marks: markers !== null }),
    );
    const generator = config.generator ?? { name: 'provenance', version: VERSION };
    await serveLines(io, (request) => answer(io, request, { verifier, markers, generator }), {
      places: 2 * Math.max(1, verifier.load.workers),
    });
    await records?.deliver();
    return 0;
  } finally {
    await Promise.all([verifier.close(), markers?.close()]);
    await records?.close();
    await reader?.close();
  }
}

/** Reads no further while all places are taken: the pipe holds a caller that is faster. */
async function serveLines(
  io: Io,
  answer: (request: WorkerRequest) => Promise<object>,
  { places }: { places: number },
): Promise<void> {
  const running = new Set<Promise<void>>();
  const end = () => io.stdin.destroy();
  io.signal.addEventListener('abort', end, { once: true });
  for await (const line of linesOf(io.stdin, MOST_LINE_BYTES)) {
    if (line === '') continue;
    const work: Promise<void> = answered(line, io.cwd, answer)
      .then((said) => io.stdout.write(jsonLine(said)))
      // Whoever read the answers has gone: there is nothing to work for.
      .catch((error) => void io.stdin.destroy(error))
      .then(() => void running.delete(work));
    running.add(work);
    if (running.size >= places) await Promise.race(running);
  }
  io.signal.removeEventListener('abort', end);
  await Promise.all(running);
}

async function answered(
  line: string | typeof TOO_LONG,
  cwd: string,
  answer: (request: WorkerRequest) => Promise<object>,
): Promise<object> {
  let id: string | number | null = null;
  let output: string | undefined;
  try {
    if (line === TOO_LONG) {
      throw new RequestError(`A line has at most ${MOST_LINE_BYTES} bytes: name a file.`);
    }
    const request = parseRequest(line, cwd);
    id = request.id;
    if (request.do === 'mark') output = request.output;
    return { id, ok: true, result: await answer(request) };
  } catch (error) {
    if (error instanceof RequestError) id ??= error.id;
    return { id, ok: false, error: told(error, output) };
  }
}

/**
 * A caller's mistake has the code `REQUEST_MALFORMED`; all else has that of the table of errors. What is in the way of
 * an output is said with its name, as `mark` says it.
 */
function told(error: unknown, output = ''): { code: string; message: string } {
  if (error instanceof ProvenanceError) {
    const { code, message } = error;
    const about = fileOf(error, { input: '', output });
    return { code, message: about === '' ? message : `${about}: ${message}` };
  }
  if (error instanceof RequestError || error instanceof TypeError || error instanceof RangeError) {
    return { code: 'REQUEST_MALFORMED', message: error.message };
  }
  return { code: 'UNEXPECTED_ERROR', message: String(error) };
}

const tidy = new Map<string, Promise<number>>();

/** What a killed process left in a folder is removed once, when the first file goes there. */
function tidied(folder: string): Promise<number> {
  const done = tidy.get(folder) ?? removeAbandoned(folder);
  tidy.set(folder, done);
  return done;
}

async function answer(
  io: Io,
  request: WorkerRequest,
  {
    verifier,
    markers,
    generator,
  }: { verifier: Verifier; markers: Markers | null; generator: { name: string; version: string } },
): Promise<object> {
  const { signal } = io;
  if (request.do === 'verify') {
    const { input } = request;
    const given = 'text' in input ? input : (input as { file: string }).file;
    return verifier.verify(given, { signal });
  }
  if (markers === null) {
    throw new RequestError('Nothing can be marked: the configuration names no signer or no key.');
  }
  const { input, output, overwrite, discardCredential, options } = request;
  const kind = request.origin.parent === undefined ? 'created' : 'edited';
  const origin = { kind, generator, ...request.origin } as Origin;
  const refuse = async (content: FileInput) => {
    if (!discardCredential) await refuseCredential(content, origin, { door: 'worker', signal });
  };
  if ('text' in input) {
    if (input.text !== '') await refuse(Buffer.from(input.text));
    const {
      manifestStore: _,
      record,
      ...marked
    } = await markers.usual.mark(input, origin, {
      ...options,
      signal,
    });
    return { ...marked, record: record && recordLine(record) };
  }
  const marker = await markers.of(origin);
  const wrong =
    'file' in input
      ? await misnamed({ input: input.file, name: input.file }, output as string)
      : otherFormat(input.shape.format ?? 'image/png', output as string);
  if (wrong !== null) throw new RequestError(render(wrong));
  if (!overwrite) await refuseExisting(output as string);
  if ('file' in input) await refuse(input.file);
  const content =
    'file' in input ? input.file : { ...input.shape, pixels: await readFileContent(input.samples) };
  // The store is in the file.
  const {
    bytes,
    manifestStore: _,
    record,
    ...marked
  } = await marker.mark(content, origin, { ...options, signal });
  await tidied(dirname(output as string));
  const like = 'file' in input ? input.file : input.samples;
  await writeFileAtomically(output as string, bytes as Uint8Array, { overwrite, like });
  return { ...marked, record: record && recordLine(record) };
}
