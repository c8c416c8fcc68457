import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import type { WasmReader } from '@contentauth/c2pa-wasm';
import { wasmPath } from './choice.ts';
import type { EngineJob, EngineReading } from './reading.ts';
import { withoutBinding } from './without-binding.ts';

type Engine = typeof import('@contentauth/c2pa-wasm');
let loading: Promise<Engine> | undefined;

/** Compiled on first use: half a second. @throws Error where it is not installed. */
export function loadWasm(): Promise<Engine> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Engine> {
  const engine = await import('@contentauth/c2pa-wasm');
  engine.initSync({ module: readFileSync(wasmPath()) });
  return engine;
}

/**
 * By c2pa-wasm, in this process, which does nothing else meanwhile: to be called in one of its own.
 *
 * It takes no store from elsewhere. Such a one is read by itself, and what that says of a hash over content
 * is left out; whether the content has that hash is looked at by `binding`, as for all others.
 *
 * @throws WebAssembly.RuntimeError where it has broken down, and must not be asked again; or an error with the
 *   name and message of the native one's own.
 */
export async function readWithWasm(job: EngineJob): Promise<EngineReading | null> {
  const { WasmReader } = await loadWasm();
  const { manifest, settings } = job;
  let reader: WasmReader;
  try {
    reader = await (manifest === null
      ? readSource(WasmReader, job)
      : WasmReader.fromBytes(STORE, manifest, settings));
  } catch (error) {
    if (error === 'C2pa(JumbfNotFound)') return null;
    throw error instanceof Error ? error : named(String(error));
  }
  try {
    const json = JSON.parse(reader.json()) as EngineReading['json'];
    const active = json.active_manifest;
    // For the URI of anything in a manifest that is no resource, the engine hands out the whole store.
    const uri = `self#jumbf=/c2pa/${active}/c2pa.signature`;
    return {
      by: 'wasm',
      json: manifest === null ? json : withoutBinding(json),
      embedded: manifest === null,
      remoteUrl: null,
      store: typeof active === 'string' ? Buffer.from(reader.resourceToBytes(uri)) : null,
    };
  } finally {
    reader.free();
  }
}

const STORE = 'application/c2pa';

/** It throws texts: the Debug form of the Rust value, which the native engine has for a name. */
function named(text: string): Error {
  return Object.assign(new Error(text), { name: text });
}

async function readSource(
  Reader: typeof WasmReader,
  { source, mediaType, settings }: EngineJob,
): Promise<WasmReader> {
  if ('buffer' in source) return Reader.fromBytes(mediaType, source.buffer, settings);
  Object.assign(globalThis, { FileReaderSync });
  const file = openSync(source.path, 'r');
  try {
    const blob = new FilePart(file, 0, fstatSync(file).size);
    return await Reader.fromBlob(mediaType, blob as unknown as Blob, settings);
  } finally {
    closeSync(file);
  }
}

/** As much of a `Blob` as the engine uses, over a file that stays on disk. */
class FilePart {
  readonly file: number;
  readonly start: number;
  readonly size: number;

  constructor(file: number, start: number, size: number) {
    this.file = file;
    this.start = start;
    this.size = size;
  }

  slice(start: number, end: number): FilePart {
    const from = Math.min(start, this.size);
    return new FilePart(this.file, this.start + from, Math.max(0, Math.min(end, this.size) - from));
  }
}

/** What browsers give to workers, and Node to nobody. */
class FileReaderSync {
  readAsArrayBuffer({ file, start, size }: FilePart): ArrayBuffer {
    const bytes = new Uint8Array(size);
    const length = readSync(file, bytes, 0, size, start);
    return bytes.buffer.slice(0, length);
  }
}
